BEGIN TRANSACTION;
CREATE TABLE boards (
	"key" TEXT NOT NULL, 
	url TEXT NOT NULL, 
	name TEXT, 
	seed TEXT NOT NULL, 
	newest FLOAT, 
	unsorted BOOLEAN NOT NULL, 
	read_at FLOAT, 
	engine TEXT, 
	pages INTEGER, 
	reason TEXT, 
	reason_since FLOAT, 
	asked_at FLOAT, 
	asked INTEGER DEFAULT 0 NOT NULL, 
	next_ask FLOAT, 
	PRIMARY KEY ("key")
);
INSERT INTO "boards" VALUES('bbs.example/board/2','https://bbs.example/forum-2-1.html','茶馆','https://bbs.example/forum-2-1.html',1772365800.0,0,1.79600950461300468445e+09,NULL,1,NULL,NULL,NULL,0,NULL);
CREATE TABLE files (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	run TEXT NOT NULL, 
	lines INTEGER NOT NULL, 
	bytes BIGINT, 
	sha256 TEXT, 
	published FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "files" VALUES(1,'2026-03-02/20260302T000000-aaaaaa-0001.jsonl','20261130T033144-67469c',10,11115,'0745f1d744a1c91b76c7ced9902954a5b9ceabba73110704a918cb9e419be5a2',1.79600950475800490374e+09);
CREATE TABLE habits (
	site TEXT NOT NULL, 
	field TEXT NOT NULL, 
	posts INTEGER NOT NULL, 
	PRIMARY KEY (site, field)
);
CREATE TABLE listings (
	id INTEGER NOT NULL, 
	board TEXT NOT NULL, 
	site TEXT NOT NULL, 
	url TEXT NOT NULL, 
	page INTEGER NOT NULL, 
	newest FLOAT, 
	until FLOAT, 
	lease TEXT, 
	lease_run TEXT, 
	lease_until FLOAT, 
	tries INTEGER DEFAULT 0 NOT NULL, 
	round INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE pages (
	thread TEXT NOT NULL, 
	page INTEGER NOT NULL, 
	site TEXT NOT NULL, 
	url TEXT NOT NULL, 
	due FLOAT NOT NULL, 
	lease TEXT, 
	lease_run TEXT, 
	lease_until FLOAT, 
	tries INTEGER DEFAULT 0 NOT NULL, 
	round INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY (thread, page)
);
CREATE TABLE posts (
	id TEXT NOT NULL, 
	thread TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	locked BOOLEAN DEFAULT 0 NOT NULL, 
	amount INTEGER, 
	PRIMARY KEY (id)
);
INSERT INTO "posts" VALUES('bbs.example/1/1001','bbs.example/1','f7ccccebd5f695805a76801fafc209269cd4df8e140f48b3b6c11b917b9389a2',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1002','bbs.example/1','beb574e554cc7c012464bcd3fa91e0898352ea107be8c32ad6201673b717d33f',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1003','bbs.example/1','d4a347eadfdbf51fc61d7f9703a3e76a47e6ae4b1457bca805f0dc7bcceeec88',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1004','bbs.example/1','add1b4147f71935338e16312aa01057ef6ba3683e2b7f864e2c6c7353fb299d4',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1005','bbs.example/1','51977373ce81982cd34b97cba95621bb5854f8155adbc32b3d8eacbc880995f8',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1006','bbs.example/1','663093783fdc094283879022f5e8fd2452c51acedca51cf2348ffea0d2a46659',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1007','bbs.example/1','6566ae231bc91fe3edab17bdb15a4c27edd5bcfc9c0e7ec993bfd15049fdd861',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1008','bbs.example/1','130f48cb7900b7f21f0c6a34554c41c4e82be00a8771871e22b1db81ac29ac12',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1009','bbs.example/1','ad58d45866dddcb263d1257e4db2964f2c973de685f06464cb563857d735b43d',1,0,103);
INSERT INTO "posts" VALUES('bbs.example/1/1010','bbs.example/1','ff06fc340b8f6c4f14e7fab7f6cb333b6bd0545f4f95851809da597d8a5c6e07',1,0,104);
CREATE TABLE records (
	seq INTEGER NOT NULL, 
	post TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	line BLOB NOT NULL, 
	bytes INTEGER NOT NULL, 
	file INTEGER, 
	PRIMARY KEY (seq)
);
CREATE TABLE runs (
	id TEXT NOT NULL, 
	host TEXT NOT NULL, 
	started FLOAT NOT NULL, 
	seen FLOAT NOT NULL, 
	finished FLOAT, 
	status INTEGER, 
	line TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('20261130T033144-67469c','vm',1.79600950445098590853e+09,1.79600950479300761229e+09,1.79600950479300761229e+09,0,'');
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(5);
CREATE TABLE sites (
	site TEXT NOT NULL, 
	next_at FLOAT NOT NULL, 
	page_size INTEGER, 
	given INTEGER DEFAULT 0 NOT NULL, 
	denied INTEGER DEFAULT 0 NOT NULL, 
	name TEXT, 
	PRIMARY KEY (site)
);
CREATE TABLE state (
	id INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	started FLOAT NOT NULL, 
	open BOOLEAN NOT NULL, 
	job TEXT, 
	cookies TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "state" VALUES(1,1,1.79600950448301124569e+09,1,'x',NULL);
CREATE TABLE threads (
	"key" TEXT NOT NULL, 
	site TEXT NOT NULL, 
	board TEXT, 
	seed TEXT, 
	url TEXT NOT NULL, 
	title TEXT, 
	last_post FLOAT, 
	replies INTEGER, 
	last_id TEXT, 
	resume TEXT NOT NULL, 
	page INTEGER NOT NULL, 
	unfinished BOOLEAN NOT NULL, 
	reverse BOOLEAN NOT NULL, 
	dirty BOOLEAN NOT NULL, 
	changes INTEGER NOT NULL, 
	read_at FLOAT, 
	gap INTEGER, 
	reason TEXT, 
	reason_since FLOAT, 
	asked_at FLOAT, 
	asked INTEGER DEFAULT 0 NOT NULL, 
	next_ask FLOAT, 
	lease TEXT, 
	lease_run TEXT, 
	lease_until FLOAT, 
	tries INTEGER DEFAULT 0 NOT NULL, 
	round INTEGER DEFAULT 0 NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "threads" VALUES('bbs.example/1','bbs.example','bbs.example/board/2',NULL,'https://bbs.example/thread-1-1-1.html','老仓库',1772365800.0,9,NULL,'https://bbs.example/thread-1-1-1.html',1,0,0,0,1,1.79600950469701147078e+09,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,0,0);
CREATE INDEX ix_listings_board ON listings (board);
CREATE INDEX threads_next_ask ON threads (next_ask) WHERE next_ask IS NOT NULL;
CREATE INDEX threads_listed ON threads (board, last_post);
CREATE INDEX threads_dirty ON threads (tries, last_post DESC) WHERE dirty = 1;
CREATE INDEX ix_pages_due ON pages (due);
CREATE INDEX ix_records_file ON records (file);
CREATE INDEX ix_records_post ON records (post);
COMMIT;
