import type { BootFile } from "./cloud-config";
import { dnsName, urlPath, wholeNumber } from "./checks";
import { LOG_DIRECTORY, READY_FILE } from "./paths";
import type { WebBootArgs } from "./types";

/** Seconds nginx may take to finish its requests when it is told to stop; as long as it waits for an answer. */
export const NGINX_STOP_SECONDS = 60;

/** nginx as reverse proxy to the internal load balancer, and its unit's additions. */
export function nginx(args: Pick<WebBootArgs, "upstream" | "healthCheckPath" | "maxBodyMiB">): BootFile[] {
  return [
    { path: "/etc/nginx/nginx.conf", content: nginxConfig(args) },
    {
      // QUIT lets requests finish; Ubuntu's unit grants them 5 seconds.
      path: "/etc/systemd/system/nginx.service.d/three-tier.conf",
      content: `[Unit]
ConditionPathExists=${READY_FILE}
RequiresMountsFor=${LOG_DIRECTORY}
After=fluentd.service
[Service]
ExecStop=
KillSignal=SIGQUIT
TimeoutStopSec=${NGINX_STOP_SECONDS}
Restart=on-failure
`,
    },
  ];
}

/**
 * The whole nginx.conf, for nginx 1.18 and 1.24; Ubuntu's own differs between them and includes a default site.
 *
 * - A name in `proxy_pass` is resolved once, at the start, and a load balancer's addresses change: with a variable
 *   nginx asks again (nginx docs, `proxy_pass` and `resolver`). It asks the VPC's resolver itself, for the local stub at
 *   127.0.0.53 would be one more cache and one more process to lose.
 * - `keepalive_timeout` is above the load balancer's idle timeout of 60 s, so nginx is never the one who closes.
 * - HTML is compressed once `gzip` is on, other types only where they are named; load balancers compress nothing.
 * - The internal load balancer replaces X-Forwarded-Proto and -Port by its own (HTTP, 8080), so what the user really
 *   asked for travels as X-Original-Proto and -Port too.
 */
function nginxConfig(args: Pick<WebBootArgs, "upstream" | "healthCheckPath" | "maxBodyMiB">): string {
  const host = dnsName("upstream.host", args.upstream.host);
  const port = wholeNumber("upstream.port", args.upstream.port, 1, 65535);
  const healthCheckPath = urlPath("healthCheckPath", args.healthCheckPath);
  const maxBodyMiB = wholeNumber("maxBodyMiB", args.maxBodyMiB, 1, 1024 * 1024);
  return `user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
pid /run/nginx.pid;
error_log ${LOG_DIRECTORY}/nginx/error.log warn;

events {
  worker_connections 4096;
}

http {
  log_format access '$http_x_forwarded_for [$time_iso8601] "$request" $status $body_bytes_sent '
            '"$http_referer" "$http_user_agent" $request_time $upstream_response_time';
  access_log ${LOG_DIRECTORY}/nginx/access.log access;
  server_tokens off;

  resolver 169.254.169.253 valid=10s ipv6=off;
  resolver_timeout 5s;

  gzip on;
  gzip_min_length 1024;
  gzip_types text/plain text/css text/xml application/json application/javascript application/xml image/svg+xml;
  gzip_vary on;

  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' '';
  }

  server {
    listen 80 default_server;
    server_name _;
    keepalive_timeout 75s;
    client_max_body_size ${maxBodyMiB}m;

    location = "${healthCheckPath}" {
      access_log off;
      default_type text/plain;
      return 200 "ok\\n";
    }

    location / {
      set $upstream "http://${host}:${port}";
      proxy_pass $upstream;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Host $host;
      proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;
      proxy_set_header X-Forwarded-Port $http_x_forwarded_port;
      proxy_set_header X-Original-Proto $http_x_forwarded_proto;
      proxy_set_header X-Original-Port $http_x_forwarded_port;
      proxy_connect_timeout 5s;
      proxy_send_timeout 60s;
      proxy_read_timeout ${NGINX_STOP_SECONDS}s;
      proxy_next_upstream_tries 2;
      proxy_buffers 16 16k;
      proxy_buffer_size 16k;
    }
  }
}
`;
}
