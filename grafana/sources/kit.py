"""The parts that all dashboards share: frame, variables, and panels of one look."""

from grafana_foundation_sdk.builders import (
    barchart,
    bargauge,
    common,
    dashboard,
    heatmap,
    prometheus,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.models import common as c
from grafana_foundation_sdk.models import dashboard as d
from grafana_foundation_sdk.models import heatmap as h
from grafana_foundation_sdk.models.prometheus import PromQueryFormat, QueryEditorMode
from grafana_foundation_sdk.models.units import (
    BytesIEC,
    CubicMeter,
    DatetimeISO,
    KiloWattHour,
    LocaleFormat,
    PercentUnit,
    Seconds,
    Short,
    SquareMeters,
    Watt,
)

SOURCE = d.DataSourceRef(type_val="prometheus", uid="${datasource}")
TAG = "oresundskraft"
GREEN, YELLOW, RED, BLUE, GREY = "green", "yellow", "red", "blue", "text"

LATE = "Readings arrive a day late or more, and some are corrected days later."
NEWEST = f"{LATE} Shown as known now."
TRUE_TIME = (
    f"{LATE} The curve is at true times, so the newest day or two are empty or incomplete. It needs remote write or imported history."
)
SCOPES = {
    "2": "emissions where the energy is made",
    "3": "emissions before that, from fuels, their transport and losses of the grid",
}
FACTORS = (
    "Computed from the emission factors in factors.yml for the category, network and year. None is set as shipped, and without factors this is "
    "empty. This year is up to the newest readings."
)
NO_FACTOR = "No factor in factors.yml"
NONE_YET = "None yet"

CO2 = "suffix: kg CO₂e"
CO2_BY_AREA = "suffix: kg CO₂e/m²"
KWH_BY_AREA = "suffix: kWh/m²"


def frame(uid, title, description, variables, marks, time_from, refresh="5m"):
    """An empty dashboard with its variables, its annotations and the links to the others."""
    built = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([TAG])
        .timezone("Europe/Stockholm")
        .week_start("monday")
        .time(time_from, "now")
        .refresh(refresh)
        .editable()
        .tooltip(d.DashboardCursorSync.CROSSHAIR)
        .link(dashboard.DashboardLink("Öresundskraft").type(d.DashboardLinkType.DASHBOARDS).tags([TAG]).include_vars(True).keep_time(False))
        .with_variable(
            dashboard.DatasourceVariable("datasource")
            .label("Data source")
            .description("The Prometheus that scrapes the exporter and takes its remote write.")
            .type("prometheus")
        )
    )
    for variable in variables:
        built.with_variable(variable)
    return built.annotations(marks)


# Variables


def chosen(name, label, description, query, many=True, regex=None):
    """A variable whose choices come from a query; with `many`, several or all can be selected."""
    built = (
        dashboard.QueryVariable(name)
        .label(label)
        .description(description)
        .datasource(SOURCE)
        .query(query)
        .refresh(d.VariableRefresh.ON_DASHBOARD_LOAD)
        .sort(d.VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC)
        .multi(many)
        .include_all(many)
    )
    if many:
        built.all_value(".*").current(d.VariableOption(selected=True, text="All", value="$__all"))
    if regex:
        built.regex(regex)
    return built


def category():
    return chosen(
        "category",
        "Category",
        "Delivery category, as the API names it: EL is electricity, FJV district heating.",
        "label_values(oresundskraft_metering_point_info, delivery_category)",
    )


def metering_point(name="metering_point", many=True):
    """Chosen by name; the value is the id."""
    return chosen(
        name,
        "Metering point",
        "Metering points by name. Names are set in the configuration of the exporter; the default is the id.",
        'query_result(group by (metering_point, name) (oresundskraft_metering_point_info{delivery_category=~"$category"}))',
        many,
        '/metering_point="(?<value>[^"]+)|name="(?<text>[^"]+)/g',
    )


def property_name(metric='oresundskraft_metering_point_info{delivery_category=~"$category"}'):
    """The properties; selecting all includes metering points without a property."""
    return chosen(
        "property",
        "Property",
        "Properties as named by facts in the exporter's configuration, or else by the API.",
        f"label_values({metric}, property)",
    )


def tariff():
    return chosen(
        "tariff",
        "Tariff",
        "Power tariffs of the configuration.",
        "label_values(oresundskraft_billed_power_watts, tariff)",
    )


def currency():
    """Grafana takes no variable in a unit, so the amounts are plain numbers and the titles name the currency."""
    return chosen(
        "currency",
        "Currency",
        "The currency of the configured tariffs' prices. Amounts in different currencies are never added up.",
        "label_values(oresundskraft_power_charge, currency)",
        many=False,
    )


def top():
    """The most rows or bars of a ranking, so that a thousand metering points do not flood it."""
    sizes = ["10", "25", "50", "100"]
    return (
        dashboard.CustomVariable("top")
        .label("Longest list")
        .description("The most metering points that a table or ranking shows.")
        .values(",".join(sizes))
        .options([d.VariableOption(selected=size == "25", text=size, value=size) for size in sizes])
        .current(d.VariableOption(selected=True, text="25", value="25"))
    )


# Queries


def query(expression, legend="", ref="A", step=None):
    """A query over the time range of the dashboard."""
    built = (
        prometheus.Dataquery()
        .datasource(SOURCE)
        .expr(" ".join(expression.split()))
        .legend_format(legend or "__auto")
        .editor_mode(QueryEditorMode.CODE)
        .format(PromQueryFormat.TIME_SERIES)
        .range()
        .ref_id(ref)
    )
    return built.interval(step) if step else built


def now(expression, legend="", ref="A"):
    """A query at the end of the time range only."""
    return query(expression, legend, ref).instant()


def rows(expression, ref="A"):
    """The same as rows of a table, one column a label."""
    return now(expression, "", ref).format(PromQueryFormat.TABLE)


# Panels


def _panel(built, title, description, width, height, unit, queries):
    built.title(title).description(description).span(width).height(height).datasource(SOURCE)
    if unit:
        built.unit(unit)
    for target in queries:
        built.with_target(target)
    return built


def _legend(calcs=(), place=c.LegendPlacement.BOTTOM):
    return (
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(c.LegendDisplayMode.TABLE if calcs else c.LegendDisplayMode.LIST)
        .placement(place)
        .calcs(list(calcs))
    )


def _tooltip():
    return common.VizTooltipOptions().mode(c.TooltipDisplayMode.MULTI).sort(c.SortOrder.DESCENDING)


def steps(*bounds):
    """Colours by threshold, the lowest first: `steps(GREEN, (0.9, YELLOW), (1, RED))`."""
    return dashboard.ThresholdsConfig().steps(
        [d.Threshold(value=None, color=bounds[0])] + [d.Threshold(value=value, color=colour) for value, colour in bounds[1:]]
    )


MORE_OR_LESS = steps(GREEN, (0.0, GREY), (0.05, YELLOW), (0.1, RED))
"""Colours for a change from a year before, as a share."""


def says(texts):
    """Text in place of values: `says({"1": ("Up", GREEN)})`."""
    return d.ValueMap(
        options={
            value: d.ValueMappingResult(text=text, color=colour, index=index) for index, (value, (text, colour)) in enumerate(texts.items())
        }
    )


def says_unknown(text=NONE_YET):
    """Text for NaN, which the queries return for values not known yet."""
    return d.SpecialValueMap(
        options=d.DashboardSpecialValueMapOptions(
            match=d.SpecialValueMatch.NULL_AND_NAN, result=d.ValueMappingResult(text=text, color=GREY, index=99)
        )
    )


def numbers(title, description, queries, unit, width=6, height=4, colours=None, words=(), decimals=None):
    """Large numbers, one for each series."""
    built = (
        _panel(stat.Panel(), title, description, width, height, unit, queries)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False))
        .graph_mode(c.BigValueGraphMode.NONE)
        .color_mode(c.BigValueColorMode.VALUE if colours else c.BigValueColorMode.NONE)
        .text_mode(c.BigValueTextMode.AUTO)
        .orientation(c.VizOrientation.AUTO)
        .thresholds(colours or steps(GREY))
        .mappings(list(words))
    )
    return built.decimals(decimals) if decimals is not None else built


def lines(title, description, queries, unit, width=12, height=8, calcs=(), step=None):
    """Lines over time, with gaps where there is no value."""
    built = (
        _panel(timeseries.Panel(), title, description, width, height, unit, queries)
        .draw_style(c.GraphDrawStyle.LINE)
        .line_width(1)
        .fill_opacity(8)
        .show_points(c.VisibilityMode.AUTO)
        .point_size(4)
        .span_nulls(False)
        .axis_soft_min(0)
        .legend(_legend(calcs))
        .tooltip(_tooltip())
    )
    return built.interval(step) if step else built


def bars(title, description, queries, unit, width=12, height=8, calcs=(), step=None):
    """Stacked bars over time."""
    return (
        lines(title, description, queries, unit, width, height, calcs, step)
        .draw_style(c.GraphDrawStyle.BARS)
        .fill_opacity(70)
        .show_points(c.VisibilityMode.NEVER)
        .stacking(common.StackingConfig().mode(c.StackingMode.NORMAL).group("A"))
    )


def by_day(title, description, queries, width=12, calcs=()):
    """Energy of each day, drawn from the day's start."""
    return bars(title, description, queries, KiloWattHour, width, calcs=calcs, step="1d").bar_alignment(c.BarAlignment.AFTER)


def counted(title, description, queries, width=12):
    """The number of events in each step of the graph, drawn up to the end of the step."""
    return bars(title, description, queries, Short, width, calcs=["sum"], step="15m").bar_alignment(c.BarAlignment.BEFORE)


def states(title, description, queries, words, width=12, height=6):
    """States over time."""
    return (
        _panel(statetimeline.Panel(), title, description, width, height, None, queries)
        .mappings([says(words)])
        .thresholds(steps(GREY))
        .color_scheme(dashboard.FieldColor().mode(d.FieldColorModeId.THRESHOLDS))
        .show_value(c.VisibilityMode.NEVER)
        .merge_values(True)
        .row_height(0.8)
        .legend(_legend())
        .tooltip(_tooltip())
    )


def ranking(title, description, queries, unit, width=12, height=9, words=()):
    """Horizontal bars, the longest first."""
    return (
        _panel(bargauge.Panel(), title, description, width, height, unit, queries)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).values(False).limit(100))
        .orientation(c.VizOrientation.HORIZONTAL)
        .display_mode(c.BarGaugeDisplayMode.BASIC)
        .value_mode(c.BarGaugeValueMode.TEXT)
        .show_unfilled(True)
        .min_viz_height(10)
        .min(0)
        .mappings(list(words))
        .thresholds(steps(BLUE))
    )


def columns_chart(title, description, queries, unit, x, names, sort, width=12, height=9):
    """Vertical bars for each value of a label, in order; `names` gives the name of each query."""
    return (
        _panel(barchart.Panel(), title, description, width, height, unit, queries)
        .transformations(
            [
                transformation("merge"),
                transformation("sortBy", fields={}, sort=[{"field": sort}]),
                transformation("organize", excludeByName={"Time": True}, indexByName={}, renameByName=names),
            ]
        )
        .x_field(x)
        .orientation(c.VizOrientation.VERTICAL)
        .show_value(c.VisibilityMode.NEVER)
        .group_width(0.8)
        .bar_width(0.95)
        .fill_opacity(70)
        .legend(_legend())
        .tooltip(_tooltip())
    )


def matrix_chart(title, description, queries, unit, x, series, width=12, height=9, stacked=False):
    """Vertical bars for each value of the label `x`, in order, with one colour for each value of the label `series`."""
    cross = f"{x}\\{series}"
    built = columns_chart(title, description, queries, unit, cross, {}, series, width, height)
    built.transformations(
        [
            transformation("sortBy", fields={}, sort=[{"field": series}]),
            transformation("groupingToMatrix", columnField=series, rowField=x, valueField="Value", emptyValue="null"),
            transformation("sortBy", fields={}, sort=[{"field": cross}]),
        ]
    )
    return built.stacking(c.StackingMode.NORMAL) if stacked else built


def transformation(name, **options):
    return d.DataTransformerConfig(id_val=name, options=options)


class Column:
    """A column of a table: a label, or the value of a query (`Value #A`)."""

    def __init__(self, field, title, unit=None, width=None, colours=None, words=(), link=None, decimals=None):
        self.field, self.title, self.unit, self.width = field, title, unit, width
        self.colours, self.words, self.link, self.decimals = colours, list(words), link, decimals

    def properties(self):
        values = {
            "unit": self.unit,
            "decimals": self.decimals,
            "custom.width": self.width,
            "mappings": self.words or None,
            "thresholds": self.colours and self.colours.build(),
            "custom.cellOptions": {"type": "color-text"} if self.colours else None,
            "links": [self.link] if self.link else None,
        }
        return [d.DynamicConfigValue(id_val=name, value=value) for name, value in values.items() if value is not None]


TO_METERING_POINT = {
    "title": "Show this metering point",
    "url": "/d/oresundskraft-metering-point?var-point=${__data.fields.metering_point}&${datasource:queryparam}",
}


def name_column():
    return Column("name", "Name", link=TO_METERING_POINT)


def listing(title, description, queries, columns, width=12, height=9, sort=None, without=(), empty=None):
    """A table with one row for all values that agree in their labels. `without` names the labels to leave out.

    The id of the metering point stays as a hidden column if a link needs it.
    """
    order = {column.field: index for index, column in enumerate(columns)}
    rename = {column.field: column.title for column in columns}
    # With a single query Grafana names the field just `Value`.
    order.setdefault("Value", order.get("Value #A", len(order)))
    rename.setdefault("Value", rename.get("Value #A", "Value"))
    built = (
        _panel(table.Panel(), title, description, width, height, None, queries)
        .transformations(
            ([transformation("merge")] if len(queries) > 1 else [])
            + [
                transformation(
                    "organize",
                    excludeByName={"Time": True, **{label: True for label in without}},
                    indexByName=order,
                    renameByName=rename,
                )
            ]
        )
        .cell_height(c.TableCellHeight.SM)
        .show_header(True)
        .footer(common.TableFooterOptions().show(False).count_rows(False).reducer([]))
    )
    for column in columns:
        if column.properties():
            built.override_by_name(column.title, column.properties())
    if any(column.link for column in columns):
        built.override_by_name("metering_point", [d.DynamicConfigValue(id_val="custom.hidden", value=True)])
    if sort:
        built.sort_by([common.TableSortByFieldState().display_name(sort).desc(True)])
    return built.no_value(empty) if empty else built


def style(built, name, colour=None, dashed=False, points=False, width=None, axis=None, unit=None, below=False):
    """Styles the series of one query of a graph; `below` draws them downwards from zero, in a stack of their own."""
    values = {
        "color": colour and {"mode": "fixed", "fixedColor": colour},
        "custom.lineStyle": {"fill": "dash", "dash": [10, 10]} if dashed else None,
        "custom.fillOpacity": 0 if dashed else None,
        "custom.drawStyle": "points" if points else None,
        "custom.pointSize": 10 if points else None,
        "custom.lineWidth": width,
        "custom.axisPlacement": axis,
        "custom.transform": "negative-Y" if below else None,
        "custom.stacking": {"group": "B", "mode": "normal"} if below else None,
        "unit": unit,
    }
    return built.override_by_query(
        name, [d.DynamicConfigValue(id_val=key, value=value) for key, value in values.items() if value is not None]
    )


def days_and_hours(title, description, queries, unit, width=24, height=9):
    """A heatmap with days on the x axis and hours on the y axis."""
    return (
        _panel(heatmap.Panel(), title, description, width, height, unit, queries)
        .calculate(False)
        .color(
            heatmap.HeatmapColorOptions()
            .mode(h.HeatmapColorMode.SCHEME)
            .scheme("Oranges")
            .scale(h.HeatmapColorScale.EXPONENTIAL)
            .exponent(0.7)
            .steps(64)
            .fill("dark-orange")
            .reverse(False)
        )
        .rows_frame(heatmap.RowsHeatmapOptions().layout(c.HeatmapCellLayout.UNKNOWN).value("Power"))
        .cell_values(heatmap.CellValues().unit(unit))
        .y_axis(heatmap.YAxisConfig().axis_label("Hour").reverse(True))
        .cell_gap(1)
        .show_value(c.VisibilityMode.NEVER)
        .show_tooltip()
        .show_legend()
        .interval("1d")
    )


def row(title):
    return dashboard.Row(title)
