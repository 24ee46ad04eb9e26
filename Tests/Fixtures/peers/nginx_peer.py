"""Runs nginx with HTTP/2 over TLS and gzip. See peer.py."""

import argparse

import peer

HTTP = """
    keepalive_requests 1000000;
    gzip on;
    gzip_types text/plain;
    gzip_min_length 1;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.2 TLSv1.3;
        {client_ca}
        default_type text/plain;
        location /connection {{ return 200 "$server_protocol $ssl_protocol $connection $connection_requests"; }}
        location /early {{ return 204; }}
        location /authorization {{ return 200 "$http_authorization"; }}
        location /challenge {{
            add_header WWW-Authenticate 'Basic realm="r"' always;
            add_header WWW-Authenticate 'Bearer' always;
            return 401 "$server_protocol $connection_requests";
        }}
        location / {{ root {folder}; }}
    }}
"""

parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True)
parser.add_argument("--certificate", required=True)
parser.add_argument("--key", required=True)
parser.add_argument("--client-ca")
options = peer.parse(parser)
client_ca = f"ssl_client_certificate {options.client_ca}; ssl_verify_client on;" if options.client_ca else ""
peer.run_nginx(
    options.folder,
    options.port_file,
    lambda port: HTTP.format(port=port, folder=options.folder, certificate=options.certificate, key=options.key, client_ca=client_ca),
)
