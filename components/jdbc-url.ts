import { RDS_ROOT } from "./boot/rds-root";
import type { DatabaseEngine } from "./database-engines";

/**
 * The JDBC URL of one or more equal hosts, over TLS that checks the server's certificate and name.
 *
 * Several hosts are taken in turn. Options: documentation of MariaDB Connector/J ("TLS" and "Failover and load
 * balancing"), MySQL Connector/J ("Security" and "Configuring load balancing") and pgJDBC ("Connection parameters").
 */
export function jdbcUrl(engine: DatabaseEngine, hosts: string[], port: number, databaseName: string): string {
  const many = hosts.length > 1;
  const list = hosts.map((host) => `${host}:${port}`).join(",");
  switch (engine) {
    case "mariadb":
      return `jdbc:mariadb:${many ? "loadbalance:" : ""}//${list}/${databaseName}?sslMode=verify-full&serverSslCert=${RDS_ROOT}`;
    case "mysql":
      // Reads no PEM file: the boot files put the certificates into the system's Java trust store, its fallback.
      return `jdbc:mysql:${many ? "loadbalance:" : ""}//${list}/${databaseName}?sslMode=VERIFY_IDENTITY`;
    case "postgres":
      return `jdbc:postgresql://${list}/${databaseName}?sslmode=verify-full&sslrootcert=${RDS_ROOT}${many ? "&loadBalanceHosts=true" : ""}`;
  }
}
