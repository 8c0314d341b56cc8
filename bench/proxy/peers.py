"""nginx, HAProxy and Envoy, each with one worker, and the nginx that is everyone's backend.

nginx speaks no HTTP/2 to backends (1.22), and has no answer for what is asked that way.

Each peer does what a gateway does and no more: Host kept, X-Forwarded-For and -Proto set, connections
to the backend kept alive. Their access logs are off, and they match nothing: what is said of them
is their best case.
"""

import json
import os
import subprocess

from . import tools
from .process import Process

HOST = "localhost"
SIZES = {"1k": 1024, "64k": 64 * 1024, "1m": 1024 * 1024, "10m": 10 * 1024 * 1024}
TAKEN = "taken"
"""What a client sends to: answered with 1 KiB when all of it has come."""
SERVICE = 2500
HTTP2_SERVICE = 2501
"""The one that is asked over HTTP/2: at the same port of HTTP2_ADDRESS."""
HTTP2_ADDRESS = "127.0.0.2"
TLS_SERVICE = 2502
"""The one that is asked over TLS, and whose certificate is verified: at the same port of TLS_ADDRESS."""
TLS_ADDRESS = "127.0.0.3"


def base(service):
    return f"/api/service-{service}"


def path(size, service=SERVICE):
    return f"{base(service)}/{size}"


def write(file, text):
    with open(file, "w") as out:
        out.write(text)
    return file


def certificate(folder):
    """A certificate for localhost (ECDSA P-256, as most have today)."""
    key, cert = os.path.join(folder, "tls.key"), os.path.join(folder, "tls.crt")
    if not os.path.exists(cert):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-days", "30", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
             "-keyout", key, "-out", cert], check=True, capture_output=True)
        with open(os.path.join(folder, "tls.pem"), "w") as both:
            for part in (cert, key):
                with open(part) as file:
                    both.write(file.read())
    return cert, key


NGINX = """
{user}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_rlimit_nofile 20000;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  tcp_nodelay on;
  sendfile on;
  {servers}
}}
"""


def nginx(name, core, folder, servers):
    own = os.path.join(folder, name)
    os.makedirs(own, exist_ok=True)
    user = "user root;\n" if os.geteuid() == 0 else ""
    config = write(os.path.join(own, "nginx.conf"), NGINX.format(folder=own, servers=servers, user=user))
    return Process(name, [tools.debian("nginx"), "-p", own, "-e", f"{own}/error.log", "-c", config], core, own)


def backend(core, folder, port):
    """1 KiB from memory, the rest from files with sendfile; what is sent to it is read whole, and kept in memory."""
    files = os.path.join(folder, "files")
    os.makedirs(files, exist_ok=True)
    for size, length in SIZES.items():
        write(os.path.join(files, size), "x" * length)
    small = "x" * SIZES["1k"]
    answers = "\n    ".join(
        f'location = {path("1k", each)} {{ return 200 "{small}"; }}' for each in (SERVICE, HTTP2_SERVICE, TLS_SERVICE))
    cert, key = certificate(folder)
    process = nginx("backend", core, folder, f"""
  upstream answer {{ server unix:{folder}/answer; keepalive 64; keepalive_requests 1000000000; }}
  server {{
    listen unix:{folder}/answer;
    location / {{ return 200 "{small}"; }}
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    listen {HTTP2_ADDRESS}:{port} http2 backlog=4096;
    listen {TLS_ADDRESS}:{port} ssl backlog=4096;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    root {folder}/files;
    default_type text/plain;
    {answers}
    location ~ ^/api/[^/]+/{TAKEN}$ {{
      client_max_body_size 0;
      client_body_buffer_size {SIZES["1m"]};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Content-Length "";
      proxy_pass_request_body off;
      proxy_pass http://answer;
    }}
    location ~ ^/api/[^/]+(/.*)$ {{ try_files $1 =404; }}
  }}""")
    process.await_answer(port, path("10m"))
    return process


def nginx_peer(core, folder, ports, backend_port):
    cert, key = certificate(folder)
    return nginx("nginx", core, folder, f"""
  upstream backend {{ server 127.0.0.1:{backend_port}; keepalive 1024; keepalive_requests 1000000000; }}
  upstream tls {{ server {TLS_ADDRESS}:{backend_port}; keepalive 1024; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{ports["http"]} backlog=4096;
    listen 127.0.0.1:{ports["h2c"]} http2 backlog=4096;
    listen 127.0.0.1:{ports["https"]} ssl http2 backlog=4096;
    ssl_certificate {cert};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    client_max_body_size 0;
    proxy_request_buffering off;
    proxy_ssl_trusted_certificate {cert};
    proxy_ssl_verify on;
    proxy_ssl_name {HOST};
    proxy_ssl_server_name on;
    proxy_ssl_protocols TLSv1.2 TLSv1.3;
    location {base(HTTP2_SERVICE)}/ {{ return 404; }}
    location {base(TLS_SERVICE)}/ {{ proxy_pass https://tls; }}
    location / {{ proxy_pass http://backend; }}
  }}""")


def haproxy_peer(core, folder, ports, backend_port):
    certificate(folder)
    config = write(os.path.join(folder, "haproxy.cfg"), f"""
global
  nbthread 1
  maxconn 8192
  tune.h2.max-concurrent-streams 1000
defaults
  mode http
  timeout connect 2s
  timeout client 600s
  timeout server 600s
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:{ports["http"]} backlog 4096
  bind 127.0.0.1:{ports["h2c"]} proto h2 backlog 4096
  bind 127.0.0.1:{ports["https"]} ssl crt {folder}/tls.pem alpn h2,http/1.1 backlog 4096
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
  use_backend http2 if {{ path_beg {base(HTTP2_SERVICE)}/ }}
  use_backend tls if {{ path_beg {base(TLS_SERVICE)}/ }}
  default_backend out
backend out
  server one 127.0.0.1:{backend_port} maxconn 4096 pool-max-conn 4096
backend http2
  server one {HTTP2_ADDRESS}:{backend_port} proto h2 maxconn 4096 pool-max-conn 4096
backend tls
  server one {TLS_ADDRESS}:{backend_port} ssl verify required ca-file {folder}/tls.crt sni str({HOST}) maxconn 4096 pool-max-conn 4096
""")
    return Process("haproxy", [tools.debian("haproxy"), "-db", "-q", "-f", config], core, folder)


def relay(core, folder, ports, backend_port, splice=False):
    """No gateway: HAProxy, handing on bytes that it does not look at; what the kernel takes for itself.

    Client and backend speak HTTP/1.1 with each other, a connection to the backend for each of the client's.
    splice: bytes go from socket to socket through a pipe, and are not copied (splice(2))
    """
    name = "relay-splice" if splice else "relay"
    config = write(os.path.join(folder, f"{name}.cfg"), f"""
global
  nbthread 1
  maxconn 4096
defaults
  mode tcp
  {"option splice-auto" if splice else ""}
  timeout connect 2s
  timeout client 600s
  timeout server 600s
listen relay
  bind 127.0.0.1:{ports["http"]} backlog 4096
  server one 127.0.0.1:{backend_port}
""")
    return Process(name, [tools.debian("haproxy"), "-db", "-q", "-f", config], core, folder)


def envoy_routes(count):
    """The routes that Sluice's manifests have, in Envoy's words: it tries them in turn."""
    template = "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig"
    clusters = {HTTP2_SERVICE: "http2", TLS_SERVICE: "tls"}
    for number in range(count):
        users = {"name": "envoy.path.match.uri_template.uri_template_matcher", "typed_config": {
            "@type": template, "path_template": f"{base(number)}/users/{{id}}"}}
        for match in (
                {"path": f"{base(number)}/health"}, {"path_match_policy": users},
                {"path_separated_prefix": base(number)}):
            yield {"match": match, "route": {"cluster": clusters.get(number, "backend")}}


def envoy_peer(core, folder, ports, backend_port, filters=(), routes=None, name="envoy"):
    """filters run before the router; routes of its one host: everything to the backend, unless told otherwise."""
    cert, key = certificate(folder)
    router = {"name": "envoy.filters.http.router", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3."
                 "HttpConnectionManager",
        "stat_prefix": "in", "codec_type": "AUTO", "use_remote_address": True, "http_filters": [*filters, router],
        "route_config": {"virtual_hosts": [{
            "name": "all", "domains": ["*"],
            "routes": list(routes) if routes else [
                {"match": {"prefix": f"{base(HTTP2_SERVICE)}/"}, "route": {"cluster": "http2"}},
                {"match": {"prefix": f"{base(TLS_SERVICE)}/"}, "route": {"cluster": "tls"}},
                {"match": {"prefix": "/"}, "route": {"cluster": "backend"}}]}]}}
    chain = {"filters": [{"name": "http", "typed_config": manager}]}
    tls = {"name": "tls", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": {"alpn_protocols": ["h2", "http/1.1"], "tls_certificates": [
            {"certificate_chain": {"filename": cert}, "private_key": {"filename": key}}]}}}

    def address(port, of="127.0.0.1"):
        return {"socket_address": {"address": of, "port_value": port}}

    def listener(name):
        own = {**chain, "transport_socket": tls} if name == "https" else chain
        return {"name": name, "address": address(ports[name]), "filter_chains": [own]}

    many = {"thresholds": [{"max_connections": 100000, "max_requests": 100000, "max_pending_requests": 100000}]}

    def cluster(name, of):
        return {
            "name": name, "type": "STATIC", "circuit_breakers": many, "load_assignment": {
                "cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": of}}]}]}}

    http2 = {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {"http2_protocol_options": {}}}}
    verified = {"name": "tls", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", "sni": HOST,
        "common_tls_context": {"validation_context": {
            "trusted_ca": {"filename": cert},
            "match_typed_subject_alt_names": [{"san_type": "DNS", "matcher": {"exact": HOST}}]}}}}
    clusters = [
        cluster("backend", address(backend_port)),
        {**cluster("tls", address(backend_port, TLS_ADDRESS)), "transport_socket": verified},
        {**cluster("http2", address(backend_port, HTTP2_ADDRESS)), "typed_extension_protocol_options": http2}]
    config = {"static_resources": {
        "listeners": [listener(name) for name in ("http", "h2c", "https")], "clusters": clusters}}
    file = write(os.path.join(folder, f"{name}.json"), json.dumps(config, indent=1))
    return Process(name, [tools.envoy(), "-c", file, "--concurrency", "1", "-l", "warn", "--use-dynamic-base-id"],
                   core, folder)
