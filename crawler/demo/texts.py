"""Words and sentence makers of the demo forum: an invented riverside town and the people who talk about it.

Every maker draws from the :class:`random.Random` it is given, so one key always gives one text.
"""

from __future__ import annotations

import random

MEMBERS = (
    "江边钓客", "巷尾裁缝", "骑车上学", "阿杏", "早市豆浆", "北门看云", "老电工", "竹影清风", "小岛来信", "码头阿昌", "雨天收衣",
    "半亩菜园", "七楼没电梯", "渡口吹风", "Momo1998", "夜班护士", "木匠老韩", "橘子汽水", "慢车乘客", "沙洲观鸟", "灯下补课",
    "胶卷没洗", "翻山越岭", "铁皮屋顶", "周末赶海", "一碗米线", "南坡放羊", "旧书摊主", "Kite_Lin", "望潮",
)  # fmt: skip
PHOTOGRAPHERS = (
    "温书言", "柳长河", "庞一舟", "韦青禾", "傅小满", "骆天成", "褚明月", "邬海生", "阮知夏", "车向东", "霍云起", "蔺小楠",
)  # fmt: skip
PLACES = (
    "柳叶渡", "石板坡", "盐仓街", "三眼井", "望江台", "纺织厂宿舍", "东渠桥", "鼓楼广场", "粮站旧址", "梅子坳", "环湖步道", "汽车北站",
    "水塔公园", "船厂路", "青瓦巷", "第二小学门口",
)  # fmt: skip
DOERS = (
    "园林工人", "摆渡师傅", "放暑假的孩子", "修表匠", "社区志愿者", "卖莲蓬的阿婆", "电力抢修队", "写生的学生", "晨跑的邻居",
    "舞狮队员", "菜贩", "快递员",
)  # fmt: skip
DEEDS = (
    "给老树围上草绳", "擦洗石狮子", "练习划龙舟", "晾晒新做的挂面", "搬走倒下的广告牌", "教邻居包粽子", "给渡船刷漆", "清点捐来的图书",
    "试走新铺的栈道", "在台阶上下棋", "收拾被风吹乱的摊位", "给路灯换灯泡",
)  # fmt: skip
FOODS = ("芝麻烧饼", "酒酿圆子", "炸藕夹", "手撕豆干", "桂花米糕", "鱼丸面", "梅干菜饼", "凉拌螺片")
TIMES = ("天刚亮", "午饭过后", "傍晚收摊前", "雨停以后", "放学时分", "晚上八点多")
TAGS = ("出行", "修路", "美食", "老街", "河堤", "邻里")

_SENTENCES = (
    "{time}我从{place}走过，{doer}已经忙开了，说是要赶在周末之前把活做完。",
    "住在{place}的人都知道，这条路一到下雨就难走，去年铺的砖有{n}块已经松了。",
    "听{doer}讲，{place}那边的集市从这个月起改到每周{weekday}，摊位比以前多了{n}个。",
    "我数了一下，从{place}到{other}一共要等{few}个红绿灯，骑车反而比坐车快。",
    "{place}的{food}涨到{few}块钱一份，味道还是老样子，排队的人一点没少。",
    "社区的通知贴在{place}的公告栏上，写明{day}号开始登记，带上证件就行。",
    "说起{place}，老人们总要提那年涨水的事，水退之后墙上的印子留到现在。",
    "{doer}告诉我，他们打算在{other}旁边{deed}，要是人手不够还会再招几位。",
    "这次整修分成{few}段，{place}排在最前面，预计{n}天完工，期间行人走南侧。",
    "我拍的时候光线不太好，不过{place}的样子大概能看清楚，大家将就着看。",
    "回来的路上在{other}买了{food}，老板说如今年轻人也爱吃这一口。",
    "有人问{place}还能不能停车，我特地去看过，划线的位置只剩{few}个。",
    "{doer}在{place}{deed}，引得路过的人都停下来看，孩子们最高兴。",
    "电话打过去，对方答复说{place}的事归街道管，让我们等{few}个工作日。",
)
_REPLIES = (
    "楼主回复很快，先谢谢了。",
    "{place}我熟，{time}去人最少。",
    "同问，{place}那边到底什么时候能修好？",
    "上个月路过还不是这样，变化真大。",
    "我家就在{place}附近，情况属实。",
    "建议大家绕道{other}，能省下一刻钟。",
    "照片拍得有味道，等着看下一篇。",
    "{food}一定要趁热吃，凉了就不对了。",
    "附件我下载了，表格里的数字和实际对得上。",
    "刚打了热线，说是{few}天之内给答复。",
    "那条巷子小时候天天走，如今只剩半截。",
    "有没有{weekday}一起去{place}的？算我一个。",
    "网页滑到最底下找返回顶部的按钮找了半天，原来在右边。",
    "不太同意，{place}的问题根子在排水。",
    "记下了，{day}号之前去办。",
    "支持{doer}，辛苦他们了。",
)
_TITLES = (
    "{place}这几天怎么样了", "周{weekday}去{place}走了一圈", "请教：{place}到{other}坐几路车", "{place}的{food}换老板了吗",
    "说说{place}的老故事", "有人认识在{place}{deed}的师傅吗", "{time}的{place}，记一笔", "{place}修路，出门早一点",
    "从{place}看{other}，随手记", "{doer}在{place}{deed}",
)  # fmt: skip
_SCENES = (
    "{time}，{doer}在{place}{deed}",
    "{month}月{day}日，{place}，{doer}正在{deed}",
    "{place}一角，{doer}一边吃{food}一边{deed}",
    "{doer}从{other}赶到{place}{deed}",
)


def dice(*key: object) -> random.Random:
    """The dice of one key: the same key always falls the same way."""
    return random.Random("/".join(map(str, key)))  # noqa: S311  (texts to read, nothing to keep secret)


def _fill(pattern: str, rng: random.Random) -> str:
    place, other = rng.sample(PLACES, 2)
    return pattern.format(
        place=place,
        other=other,
        doer=rng.choice(DOERS),
        deed=rng.choice(DEEDS),
        food=rng.choice(FOODS),
        time=rng.choice(TIMES),
        weekday=rng.choice("三四五六日"),
        month=rng.randint(1, 12),
        day=rng.randint(2, 28),
        few=rng.randint(3, 9),
        n=rng.randint(11, 98),
    )


def sentences(rng: random.Random, count: int) -> list[str]:
    """``count`` different paragraphs (at most 14)."""
    return [_fill(pattern, rng) for pattern in rng.sample(_SENTENCES, count)]


def reply(rng: random.Random) -> str:
    """One short answer."""
    return _fill(rng.choice(_REPLIES), rng)


def title(rng: random.Random) -> str:
    """A thread title."""
    return _fill(rng.choice(_TITLES), rng)


def scene(rng: random.Random) -> str:
    """What a picture shows, without a full stop."""
    return _fill(rng.choice(_SCENES), rng)
