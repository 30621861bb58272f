/** The Ubuntu releases WEB and WAS can run on. */
export type OperatingSystem = "ubuntu-20.04" | "ubuntu-24.04";

/** What a server needs to know to ship its log files from its EBS log volume to EFS. */
export interface LogAgentSettings {
  /** DNS name of the file system, `fs-….efs.<region>.amazonaws.com`; resolves to the mount target of the server's own zone. */
  fileSystemDnsName: string;
  /** Seconds between two appends of a file buffer to EFS. */
  flushIntervalSeconds: number;
}

/** How a server that its Auto Scaling group is about to terminate says that its logs are flushed. */
export interface TerminationHookSettings {
  autoScalingGroupName: string;
  lifecycleHookName: string;
}

/** What the boot files of WEB and WAS have in common. */
export interface TierBootArgs {
  operatingSystem: OperatingSystem;
  /** AWS region the server runs in, for the AWS calls it makes. */
  region: string;
  logAgent: LogAgentSettings;
  terminationHook: TerminationHookSettings;
}

/** What a WEB server boots with. */
export interface WebBootArgs extends TierBootArgs {
  /** DNS name and port of the internal load balancer that nginx passes requests on to. */
  upstream: { host: string; port: number };
  /** Path that nginx answers itself with 200, asked by the public load balancer. */
  healthCheckPath: string;
  /** Largest request body nginx accepts, in MiB. */
  maxBodyMiB: number;
}

/** What a WAS server boots with. */
export interface WasBootArgs extends TierBootArgs {
  /** Port Spring Boot's embedded Tomcat listens on. */
  port: number;
  /** Path the internal load balancer asks; the placeholder answers it with 200. */
  healthCheckPath: string;
  /** Major version of the OpenJDK runtime. */
  javaVersion: 11 | 17 | 21;
  /** The application's executable jar in S3; without one a placeholder answers the health check. */
  jar?: { bucket: string; key: string };
  /** Seconds Spring Boot may take to finish its requests when it is told to stop. */
  shutdownSeconds: number;
  database: {
    /** JDBC URL of the primary: transactions that write. */
    writerJdbcUrl: string;
    /** JDBC URL of the replicas: read-only transactions. */
    readerJdbcUrl: string;
    /** ARN of the secret that holds `{"username", "password"}`; read at boot through the instance role. */
    secretArn: string;
  };
  /** Further plain environment variables of the application. */
  environment: Record<string, string>;
}
