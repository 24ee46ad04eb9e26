// The shipped rules and dashboards as a monitoring mixin (https://monitoring.mixins.dev), from the same files:
//
//   jsonnet --string --exec "std.manifestYamlDoc((import 'mixin.libsonnet').prometheusAlerts)" > alerts.yml
//   jsonnet --string --exec "std.manifestYamlDoc((import 'mixin.libsonnet').prometheusRules)" > rules.yml
//   mkdir -p dashboards
//   jsonnet --multi dashboards --exec "(import 'mixin.libsonnet').grafanaDashboards"

// jsonnet 0.18, in Debian 12, cannot parse YAML texts with line breaks, so expressions are read as folded ones.
local parse(text) = std.parseYaml(std.strReplace(text, 'expr: |', 'expr: >-'));
local files = {
  emissions: parse(importstr '../prometheus/rules/emissions.yml'),
  exporter: parse(importstr '../prometheus/rules/exporter.yml'),
  factors: parse(importstr '../prometheus/rules/factors.yml'),
  limits: parse(importstr '../prometheus/rules/limits.yml'),
  power: parse(importstr '../prometheus/rules/power.yml'),
  readings: parse(importstr '../prometheus/rules/readings.yml'),
};
local groups = std.flattenArrays([files[name].groups for name in std.objectFields(files)]);

// The groups with only those rules that have a key, `alert` or `record`; groups without any are left out.
local having(key, groups) = [
  group { rules: rules }
  for group in groups
  for rules in [[rule for rule in group.rules if std.objectHas(rule, key)]]
  if std.length(rules) > 0
];

local labels(rule) = if std.objectHas(rule, 'labels') then rule.labels else {};

{
  _config+:: {
    // The scrape job that OresundskraftExporterDown looks for.
    job: 'oresundskraft',

    // The address of the runbook, without an alert's anchor.
    runbookURL: 'https://github.com/oresundskraft-exporter/oresundskraft-exporter/blob/main/docs/runbook.md',

    // Limits by their names in ../prometheus/README.md; each replaces the shipped one with the same labels, and `expr: null` removes
    // it: { record: 'limit:oresundskraft_peak_power_watts:set', expr: 'vector(100e3)', labels: {} }
    limits: [],

    // Emission factors in the same form: { record: 'factor:oresundskraft_emissions_grams_per_kilowatt_hour:set', ... }
    factors: [],

    // Labels added to each alert.
    alertLabels: {},

    dashboardTags: ['oresundskraft'],
    dashboardTimezone: 'Europe/Stockholm',
  },

  local config = self._config,
  local given = { 'oresundskraft-limits': config.limits, 'oresundskraft-factors': config.factors },
  local set(group) =
    if !std.objectHas(given, group.name) then group
    else group {
      rules: [
        rule
        for rule in group.rules
        if !std.member([[own.record, labels(own)] for own in given[group.name]], [rule.record, labels(rule)])
      ] + [own for own in given[group.name] if own.expr != null],
    },
  local alert(rule) = rule {
    expr: std.strReplace(rule.expr, 'job="oresundskraft"', 'job="%s"' % config.job),
    labels+: config.alertLabels,
    annotations+: {
      runbook_url: config.runbookURL + '#' + std.split(rule.annotations.runbook_url, '#')[1],
    },
  },

  prometheusAlerts+:: {
    groups+: [group { rules: std.map(alert, group.rules) } for group in having('alert', groups)],
  },

  prometheusRules+:: {
    groups+: having('record', std.map(set, groups)),
  },

  local dashboard(content) = content { tags: config.dashboardTags, timezone: config.dashboardTimezone },

  grafanaDashboards+:: {
    'oresundskraft-exporter.json': dashboard(import '../../grafana/dashboards/exporter.json'),
    'oresundskraft-metering-point.json': dashboard(import '../../grafana/dashboards/metering-point.json'),
    'oresundskraft-overview.json': dashboard(import '../../grafana/dashboards/overview.json'),
    'oresundskraft-power-tariff.json': dashboard(import '../../grafana/dashboards/power-tariff.json'),
    'oresundskraft-property.json': dashboard(import '../../grafana/dashboards/property.json'),
    'oresundskraft-year.json': dashboard(import '../../grafana/dashboards/year.json'),
  },
}
