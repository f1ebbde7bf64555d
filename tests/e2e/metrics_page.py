"""A daemon that shows metrics, and its page."""
import pathlib
import re
import time
import urllib.error
import urllib.request

from harness import Daemon, check, free_port

MONITORING = pathlib.Path(__file__).parents[2] / "config/monitoring"
SERIES = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Page:
    """A page of metrics: page("name", label="value") is the one series of that name with these labels."""

    def __init__(self, text):
        self.text = text
        self.series = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = SERIES.match(line).groups()
                self.series.append((name, dict(LABEL.findall(labels or "")), float(value)))

    def all(self, name, **labels):
        return [value for found, has, value in self.series if found == name and labels.items() <= has.items()]

    def __call__(self, name, **labels):
        values = self.all(name, **labels)
        check(len(values) == 1, f"{name} {labels}: {len(values)} series")
        return values[0]


def get(url, headers=None, trust=None):
    """(status, text), whatever the status."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10, context=trust) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def with_metrics(folder, endpoint, listener="", **settings):
    """A daemon whose page is at its `url` + "/metrics"; `listener`: more keys of `metrics`."""
    port = free_port()
    daemon = Daemon(folder, endpoint, metrics=f"{{listen: \"127.0.0.1:{port}\"{listener}}}", **settings)
    daemon.url = f"http://127.0.0.1:{port}"
    return daemon


def page_of(daemon):
    time.sleep(1.1)  # the page lasts for a second
    status, text = get(daemon.url + "/metrics")
    check(status == 200, f"/metrics: {status}")
    return Page(text)
