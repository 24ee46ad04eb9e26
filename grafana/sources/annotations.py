"""Marks in the graphs of all dashboards: peaks at their own times, alerts while they fire, and corrections when they came."""

from .kit import SOURCE
from .promql import POINT


class Annotation:
    """A query whose answers Grafana draws as marks.

    The schema library knows of annotations in general, not of what those of a Prometheus have.
    """

    def __init__(self, name, colour, expression, title, text, is_on=True, **options):
        self.fields = {
            "name": name,
            "datasource": SOURCE,
            "enable": is_on,
            "hide": False,
            "iconColor": colour,
            "expr": " ".join(expression.split()),
            "step": "15m",
            "titleFormat": title,
            "textFormat": text,
            **options,
        }

    def build(self):
        return self

    def to_json(self):
        return self.fields


def annotations(chosen, alerts, exporters="", peaks_are_on=True):
    """The three kinds.

    `chosen` are the labels of the metering points that the dashboard is about, and what else narrows the peaks; `alerts` those of alerts,
    which let through alerts that have none of them; `exporters` those of the exporter that has got corrections.
    """
    by = f"{POINT}, tariff, period"
    highest = f'oresundskraft_peak_power_watts{{{chosen[0]}, rank="1"}}'
    when = f'max by ({by}) (oresundskraft_peak_power_timestamp_seconds{{{chosen[0]}, rank="1"}}) * 1000'
    name = f"max by ({POINT}, name) (oresundskraft_metering_point_info)"
    return [
        Annotation(
            "Peaks",
            "red",
            f"({when} and on ({by}) topk by (tariff, period) (5, max by ({by}) ({highest}){chosen[1]})) * on ({POINT}) group_left (name) {name}",
            "Peak: {{name}}",
            "One of the five highest that {{tariff}} picks in its {{period}} billing period",
            peaks_are_on,
            useValueForTime=True,
        ),
        Annotation(
            "Alerts",
            "orange",
            f'max by (alertname, severity, name) (ALERTS{{alertname=~"Oresundskraft.*", alertstate="firing"{alerts}}})',
            "{{alertname}}",
            "{{severity}} {{name}}",
            tagKeys="severity",
        ),
        Annotation(
            "Corrections",
            "purple",
            f'sum by (endpoint) (increase(oresundskraft_readings_total{{result="corrected"{exporters}}}[$__interval]))',
            "Corrections",
            "Readings of {{endpoint}} were corrected: sums and peaks of past days may have changed",
        ),
    ]
