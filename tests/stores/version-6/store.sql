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
	swept_at FLOAT, 
	reason TEXT, 
	reason_since FLOAT, 
	asked_at FLOAT, 
	asked INTEGER DEFAULT 0 NOT NULL, 
	next_ask FLOAT, 
	PRIMARY KEY ("key")
);
INSERT INTO "boards" VALUES('bbs.example/board/2','https://bbs.example/forum-2-1.html','茶馆','https://bbs.example/forum-2-1.html',1772365800.0,0,1.79603320224298691754e+09,NULL,1,1.7960332022830188274e+09,NULL,NULL,NULL,0,NULL);
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
INSERT INTO "files" VALUES(1,'2026-11-30/20261130T100641-4babbf-0001.jsonl','20261130T100641-4babbf',8,8688,'8a6df9b6c7e52d424cc1341b32f774e7c5db0f3466308b7a91226f08d3ff1962',1.79603320246101021769e+09);
INSERT INTO "files" VALUES(2,'2026-11-30/20261130T100641-4babbf-0002.jsonl','20261130T100641-4babbf',2,2177,'c7127b4140fb3bc86f5a8126ea90b5241745261395f86999d2334772b51a452c',1.79603320251299142839e+09);
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
	edge FLOAT, 
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
	owed INTEGER DEFAULT 0 NOT NULL, 
	back INTEGER DEFAULT 0 NOT NULL, 
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
	number TEXT, 
	url TEXT, 
	floor INTEGER, 
	written FLOAT, 
	rank FLOAT, 
	images INTEGER, 
	pictures INTEGER, 
	absent_at FLOAT, 
	gone TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "posts" VALUES('bbs.example/1/1001','bbs.example/1','ef4e9e26c83eaf40d7d5973c3fa4205f741608c746c74c865d31497056bd00be',1,0,103,'1001','https://bbs.example/post-1001',1,1772366460.0,1.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1002','bbs.example/1','6781186c3170601d607515c8653cb5ce27adbe5878d36b4348e0d590a8d968f7',1,0,103,'1002','https://bbs.example/post-1002',2,1772366520.0,2.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1003','bbs.example/1','c0bea02d797a30f9e0fdfae3acaf04150c65222b3fec0e2121dbcf3043ea03b7',1,0,103,'1003','https://bbs.example/post-1003',3,1772366580.0,3.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1004','bbs.example/1','97666718669384333219460a94423c7bd4d6bb1831e8299bc20358e64821c4c9',1,0,103,'1004','https://bbs.example/post-1004',4,1772366640.0,4.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1005','bbs.example/1','adc3993cad72c1ae9dbf55252502fe8578ebc4111b3cd294d654fde695033f82',1,0,103,'1005','https://bbs.example/post-1005',5,1772366700.0,5.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1006','bbs.example/1','2794b73e54099bbd6422064578682ec9dbed78a18a2cc84247a8b387f6af6854',1,0,103,'1006','https://bbs.example/post-1006',6,1772366760.0,6.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1007','bbs.example/1','86257d76159a777119c19d5e3be618c6c08e8bc7e8794b706c41da4c11344c76',1,0,103,'1007','https://bbs.example/post-1007',7,1772366820.0,7.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1008','bbs.example/1','a080be9a543b8ec634653809eb30375d198b28dba70566531fa1789884d9b1e0',1,0,103,'1008','https://bbs.example/post-1008',8,1772366880.0,8.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1009','bbs.example/1','e3125e2918cbc9171022e9eaafdc21b58175d09809b49369f47bb6b55c667bab',1,0,103,'1009','https://bbs.example/post-1009',9,1772366940.0,9.0,1,0,NULL,NULL);
INSERT INTO "posts" VALUES('bbs.example/1/1010','bbs.example/1','2436e4dca85f4c222cf0d0a80fe109f05a3a495b0571f4eb4fac40e409798e26',1,0,104,'1010','https://bbs.example/post-1010',10,1772367000.0,10.0,1,0,NULL,NULL);
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
INSERT INTO "runs" VALUES('20261130T100641-4babbf','vm',1.79603320209199190135e+09,1.79603320255700635906e+09,1.79603320255700635906e+09,0,'done');
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(6);
CREATE TABLE sites (
	site TEXT NOT NULL, 
	next_at FLOAT NOT NULL, 
	page_size INTEGER, 
	given INTEGER DEFAULT 0 NOT NULL, 
	denied INTEGER DEFAULT 0 NOT NULL, 
	zone TEXT, 
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
	incomplete BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "state" VALUES(1,1,1.79603320211500525472e+09,1,'x',NULL,0);
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
	surplus INTEGER, 
	listed TEXT, 
	owed INTEGER DEFAULT 0 NOT NULL, 
	reread_at FLOAT, 
	about TEXT, 
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
INSERT INTO "threads" VALUES('bbs.example/1','bbs.example','bbs.example/board/2',NULL,'https://bbs.example/thread-1-1-1.html','老仓库',1772365800.0,0,NULL,'https://bbs.example/thread-1-1-1.html',1,0,0,0,1,1.79603320237201452254e+09,-9,'第1个',0,1.81970060474596023562e+09,'{"engine":"discuz","board":{"id":"2","name":null,"path":[],"url":null},"url":"https://bbs.example/thread-1-1-1.html","title":"老仓库"}',0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,0,0);
CREATE INDEX ix_listings_board ON listings (board);
CREATE INDEX threads_dirty ON threads (tries, last_post DESC) WHERE dirty = 1;
CREATE INDEX threads_reread ON threads (reread_at) WHERE reread_at IS NOT NULL;
CREATE INDEX threads_listed ON threads (board, last_post);
CREATE INDEX threads_next_ask ON threads (next_ask) WHERE next_ask IS NOT NULL;
CREATE INDEX ix_pages_due ON pages (due);
CREATE INDEX posts_number ON posts (number);
CREATE INDEX posts_rank ON posts (thread, rank);
CREATE INDEX ix_records_file ON records (file);
CREATE INDEX ix_records_post ON records (post);
COMMIT;
