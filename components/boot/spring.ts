import type { WasBootArgs } from "./types";

/**
 * The application's environment: defaults, then what the stack's settings add or override, then what the rest of the
 * server relies on.
 *
 * Spring reads a property from the variable with dots as underscores, without dashes, in capitals (Spring Boot reference,
 * "Binding from Environment Variables").
 */
export function applicationEnvironment(args: WasBootArgs): Record<string, string> {
  return {
    // The internal load balancer overwrites X-Forwarded-Proto and -Port with its own; nginx passes the user's on.
    SERVER_FORWARDHEADERSSTRATEGY: "native",
    SERVER_TOMCAT_REMOTEIP_PROTOCOLHEADER: "X-Original-Proto",
    SERVER_TOMCAT_REMOTEIP_PORTHEADER: "X-Original-Port",
    // Above the load balancer's idle timeout of 60 s, so that it is the one who closes.
    SERVER_TOMCAT_KEEPALIVETIMEOUT: "75s",
    // Liveness alone decides over a server: the whole health names the database's too, and a failover of it would have
    // every server replaced (Spring Boot reference, "Kubernetes Probes"; from 2.3 on).
    MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true",
    ...args.environment,
    SERVER_PORT: String(args.port),
    SERVER_SHUTDOWN: "graceful",
    SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE: `${args.shutdownSeconds}s`,
    DATABASE_WRITER_JDBC_URL: args.database.writerJdbcUrl,
    DATABASE_READER_JDBC_URL: args.database.readerJdbcUrl,
    DATABASE_SECRET_ARN: args.database.secretArn,
  };
}
