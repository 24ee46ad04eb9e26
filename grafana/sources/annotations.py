"""Annotations in the graphs of all dashboards: peaks at their own times, alerts while they fire, and corrections when they arrived."""

from .kit import SOURCE
from .promql import POINT


class Annotation:
    """A query whose results Grafana draws as marks.

    The schema library has only the common fields of annotations, and not those of a Prometheus query.
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
    """The three annotations.

    `chosen` is a pair: the label matchers of the dashboard's metering points, and an expression that narrows the peaks further. `alerts` are
    the matchers of alerts, which must let through alerts without those labels; `exporters` are those of the corrections' counter.
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
            "One of the five highest peaks that {{tariff}} picks in its {{period}} billing period",
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
            "The utility corrected readings of {{endpoint}}: sums and peaks of past days may have changed",
        ),
    ]
