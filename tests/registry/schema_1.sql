-- A registry as the version before the register of responsibility made it (schema 1).
BEGIN TRANSACTION;
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	actor TEXT NOT NULL, 
	action VARCHAR(100) NOT NULL, 
	subject TEXT NOT NULL, 
	facts TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "audit" VALUES(1,'2026-03-01T09:30:00','王','workspace.create','山西','{"plan":"shanxi"}','0000000000000000000000000000000000000000000000000000000000000000','16f25bf4425568d0ab259bf7638be7aec59cfbc4da76953260b12e6294a9a36a');
INSERT INTO "audit" VALUES(2,'2026-03-01T09:30:00','王','lake.commit','B000001','{"once_as":null,"origin":"reported","replaced":{},"rows":{"facility":1},"segments":["c4cc163916cb193adb9ff92c60db6e11ee44bd0901517869fe9451b1b8967df8"],"source":"s","version":1}','16f25bf4425568d0ab259bf7638be7aec59cfbc4da76953260b12e6294a9a36a','69de792010d67e3e6f1d214937f18692260cb413fdda3eb1bbb4e742bbdaad15');
CREATE TABLE batch (
	id VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	origin VARCHAR(20) NOT NULL, 
	actor TEXT NOT NULL, 
	once_as VARCHAR(200), 
	PRIMARY KEY (id), 
	FOREIGN KEY(version) REFERENCES version (number), 
	UNIQUE (once_as)
);
INSERT INTO "batch" VALUES('B000001',1,'s','reported','王',NULL);
CREATE TABLE receipt (
	batch VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES batch (id)
);
INSERT INTO "receipt" VALUES('B000001','{"at":"2026-03-01T09:30:00","batch":"B000001","by":"王","origin":"reported","repeated":false,"replaced":{},"rows":{"facility":1},"source":"s","version":1}');
CREATE TABLE segment (
	id INTEGER NOT NULL, 
	batch VARCHAR(40) NOT NULL, 
	table_name VARCHAR(100) NOT NULL, 
	path VARCHAR(300) NOT NULL, 
	rows BIGINT NOT NULL, 
	bytes BIGINT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	columns TEXT NOT NULL, 
	first_day VARCHAR(10), 
	last_day VARCHAR(10), 
	low TEXT, 
	high TEXT, 
	added INTEGER NOT NULL, 
	removed INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch) REFERENCES batch (id), 
	FOREIGN KEY(added) REFERENCES version (number), 
	FOREIGN KEY(removed) REFERENCES version (number)
);
INSERT INTO "segment" VALUES(1,'B000001','facility','facility/c4cc163916cb193adb9ff92c60db6e11ee44bd0901517869fe9451b1b8967df8.parquet',1,4470,'c4cc163916cb193adb9ff92c60db6e11ee44bd0901517869fe9451b1b8967df8','[["facility_id", "string"], ["name", "string"], ["kind", "string"], ["operator_id", "string"], ["division", "string"], ["longitude", "double"], ["latitude", "double"], ["opened_on", "date32[day]"], ["closed_on", "date32[day]"], ["filed_on", "date32[day]"], ["shared", "bool"], ["standardised", "bool"], ["cold_storage", "bool"], ["recycling_bin", "bool"], ["green_box", "bool"], ["screening_machine", "bool"], ["video_linked", "bool"], ["sorting_lines", "int64"], ["capacity_daily", "int64"], ["area_m2", "double"], ["origin", "string"]]',NULL,NULL,'outlet','outlet',1,NULL);
CREATE TABLE setting (
	name VARCHAR(100) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('schema','1');
CREATE TABLE version (
	number INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "version" VALUES(1,'2026-03-01T09:30:00');
CREATE INDEX segment_by_table ON segment (table_name, added);
COMMIT;
