/**
 * Words RDS refuses, or may refuse, as the name of a database or of its first user. It goes by the engine's key words,
 * and for PostgreSQL by those of the SQL standard too (`db`, `catalog`, `identity` and `flag` are refused there).
 * The list holds those that are likely as a name; where it is in doubt it refuses, since a name is quickly changed.
 */
const SHARED = words(`
  add all alter analyze and any as asc before between by call cascade case change character check collate column
  condition constraint continue convert create cross current_date current_time current_timestamp current_user cursor
  database databases default delete desc describe distinct drop each else end except exists exit false fetch for
  foreign from function grant group groups having if in index inner insert interval into is join key keys leading leave
  left like limit lock loop match natural not null of on option or order out outer over partition precision primary
  procedure range read recursive references release rename repeat replace restrict return revoke right row rows schema
  schemas select session_user set show some sql system table then to trailing trigger true union unique update usage
  use user using values varying view when where while window with write rdsadmin rdsrepladmin rds_superuser
`);

const MYSQL_AND_MARIADB = words(`
  accessible bigint binary blob both char cube cume_dist day_hour decimal declare delayed dense_rank deterministic div
  double dual elseif empty enclosed escaped explain float force fulltext generated get high_priority ignore infile
  information_schema inout insensitive int integer intersect iterate json_table kill lag lateral lead linear lines
  load localtime localtimestamp long longblob longtext low_priority manual master_bind maxvalue mediumblob mediumint
  mediumtext mod modifies mysql innodb nth_value ntile numeric offset optimize optimizer_costs outfile parallel
  percent_rank performance_schema purge qualify rank read_write reads real regexp require resignal rlike row_number
  second_microsecond sensitive separator signal smallint spatial specific sqlexception sqlstate sqlwarning ssl starting
  stored straight_join sys tablesample terminated tinyblob tinyint tinytext undo unlock unsigned utc_date utc_time
  utc_timestamp varbinary varchar varcharacter virtual xor year_month zerofill
`);

const POSTGRES = words(`
  abort access account action admin after aggregate always analyse application array assertion assignment at attribute
  audit authorization backup backward base64 begin bigint binary bit blob boolean both cache called cast catalog chain
  characteristics checkpoint class client close cluster coalesce collation comment comments commit committed compression
  configuration connect connection constraints content conversion copy cost csv cube current cycle data date day db
  deallocate dec decimal declare deferrable deferred definer delimiter depends dictionary disable discard dispatch do
  document domain double dynamic empty enable encoding encrypted enum equals error event exclude excluding exclusive
  execute explain expression extension external family file filter final finish first flag float following force format
  forward found free freeze full functions general generated get global go goto granted handler header hex hold host
  hour identity ilike immediate immutable implicit import include including increment indent indexes inherit initially
  inline inout input insensitive instance instead int integer intersect invoker isolation json label language large last
  lateral length level library link listen load local localtime location locator logged logs map mapping master
  materialized maxvalue member merge message method minute minvalue mode module month more move name names namespace
  national nchar new next nfc no none normalize nothing notify nowait nullif number numeric object offset oids old only
  open operator options ordering output overlaps overlay owned owner pad parallel parameter parser partial password path
  period permission permute placing plan plans policy portion position preceding prepare preserve prior private
  privileges procedural program public publication quote rank ratio reassign recheck recovery ref refresh reindex
  relative repeatable replica requiring reset restart restore result role rollback rollup routine routines rule savepoint
  scale scope scroll search second section security selective self sequence sequences serializable server session sets
  share similar simple size skip smallint snapshot source space specific stable standalone start state statement static
  statistics stdin stdout storage stored strict strip structure style subscription substring support symmetric sysid
  tables tablespace target temp template template0 template1 temporary text ties time timestamp token transaction
  transform translate treat trim truncate trusted type types unbounded uncommitted under unknown unlink unlisten unlogged
  until url vacuum valid validate validator value varchar variadic verbose version views volatile weight whitespace
  without work wrapper xml year yes zone
`);

/** Whether RDS keeps a word from being a name under an engine. */
export function isReservedWord(engine: "mariadb" | "mysql" | "postgres", name: string): boolean {
  const word = name.toLowerCase();
  return SHARED.has(word) || (engine === "postgres" ? POSTGRES : MYSQL_AND_MARIADB).has(word);
}

function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}
