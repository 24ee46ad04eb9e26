"""Runs nginx as a proxy of /energy/ to --to. See peer.py."""

import argparse

import peer

HTTP = """
    absolute_redirect off;
    server {{
        listen 127.0.0.1:{port};
        location /energy/ {{ proxy_pass {to}; }}
    }}
"""

parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True)
parser.add_argument("--to", required=True)
options = peer.parse(parser)
peer.run_nginx(options.folder, options.port_file, lambda port: HTTP.format(port=port, to=options.to))
