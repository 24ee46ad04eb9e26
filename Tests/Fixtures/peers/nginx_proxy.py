"""Runs nginx as a proxy to --to, with a file of deploy/nginx. See peer.py."""

import argparse
import pathlib

import peer

HTTP = """
    absolute_redirect off;
    server {{
        listen 127.0.0.1:{port};
        {location}
    }}
"""

parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True)
parser.add_argument("--to", required=True)
parser.add_argument("--location", required=True)
options = peer.parse(parser)
location = pathlib.Path(options.location).read_text().replace("http://127.0.0.1:9877", options.to)
peer.run_nginx(options.folder, options.port_file, lambda port: HTTP.format(port=port, location=location))
