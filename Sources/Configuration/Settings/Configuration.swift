package import Ground
package import Metering

/// The settings of the exporter: one value, read from its configuration file and checked as a whole by
/// ``load(path:environment:)``.
///
/// ```swift
/// let (configuration, warnings) = try Configuration.load(path: "oresundskraft.yml", environment: [:])
/// ```
///
/// Names mirror the keys of the file, and the properties have the defaults of all keys, so a value made in code has
/// them too.
package struct Configuration: Sendable, Equatable {
    /// The section `api`: the address of the utility's API, and bounds for requests to it.
    package var api = API()
    /// The list `customers`: groups whose values are fetched; at least one.
    package var customers: [CustomerGroup]
    /// The section `time_series`: quarter and hour values.
    package var timeSeries = TimeSeries()
    /// The section `invoiced`: invoiced months.
    package var invoiced = Invoiced()
    /// The section `storage`: the store of readings.
    package var storage = Storage()
    /// The calendar of civil days and months, in the zone of `time_zone`.
    package var calendar: MeteringCalendar
    /// The key `calendar`: the clock for the days and months of sums, and for tariffs that name none.
    package var periodClock = MeteringCalendar.Clock.civil
    /// The mapping `names`: names of metering points by their ids, for the page and the info metric.
    package var names: [String: String] = [:]
    /// The mapping `category_names`: words for delivery categories by their codes, for the page.
    package var categoryNames: [String: String] = [:]
    /// The mapping `facts`, and the file that `facts_file` names: facts of metering points by their ids.
    package var facts: [String: GivenFacts] = [:]
    /// The mapping `properties`, and the file that `properties_file` names: areas in square meters by name of the
    /// property.
    package var properties: [String: Double] = [:]
    /// The list `tariffs`: rules for power peaks, in the order of the file.
    package var tariffs: [Tariff] = []
    /// The list `periods`: the periods whose sums are shown.
    package var periods = Set(Period.allCases)
    /// The list `families`: names of the families of readings, periods, tariffs and invoices that are shown.
    package var families = FamilyGroup.allNames
    /// The list `remote_write`: receivers to which readings are pushed at their true times.
    package var remoteWrite: [RemoteWrite] = []
    /// The key `keep_unconfigured`: true also serves and pushes the readings of customers and metering points that are
    /// no longer in the configuration.
    package var keepUnconfigured = false
    /// The path of the file, as given; nil for a configuration made in code.
    package var sourcePath: String?
    /// The files that were read, with their content at that time, by path: the configuration, keys and certificates. A
    /// receiver's password or token is not among them, since it is read at each request.
    package var files: [String: FileFingerprint] = [:]

    /// Creates a configuration with the defaults.
    package init(customers: [CustomerGroup], calendar: MeteringCalendar) {
        self.customers = customers
        self.calendar = calendar
    }
}

extension Configuration {
    /// The names of metering points by their ids: those of `facts` take precedence over `names`.
    package var meterNames: [String: String] { names.merging(facts.compactMapValues(\.name)) { $1 } }

    /// The rules for day sums and peaks, without periods and tariffs of which no family is shown.
    package var dayRules: DigestRules {
        func isAny(_ group: FamilyGroup) -> Bool { !families.isDisjoint(with: group.names) }
        return DigestRules(
            calendar: calendar, tariffs: isAny(.tariffs) ? effectiveTariffs : [], periodClock: periodClock,
            periods: isAny(.periods) ? periods : [])
    }

    /// The tariffs, or, if there are none, the highest hour of each month.
    package var effectiveTariffs: [Tariff] {
        guard tariffs.isEmpty else { return tariffs }
        var hourly = Tariff.hourly
        hourly.clock = periodClock
        return [hourly]
    }

    /// The length of the readings to request.
    package enum Resolution: String, Sendable, CaseIterable {
        case quarter
        case hour
    }

    /// An item of `customers`: customer numbers that are requested together.
    package struct CustomerGroup: Sendable, Equatable {
        /// Customer numbers, as written in the file; at least one, all different.
        package var numbers: [String]
        /// The group's label; unique.
        package var name: String
        /// The length of readings; that of `time_series` if the group has none.
        package var resolution = Resolution.quarter
        /// The effective key: the group's own, or else the shared one.
        package var subscriptionKey: Secret
        /// The source of ``subscriptionKey``.
        package var subscriptionKeySource: SubscriptionKey.Source
        /// Delivery categories to request; empty stands for all.
        package var deliveryCategories: [String] = []
        /// Ids of metering points to request; empty stands for all.
        package var meteringPoints: [String] = []
        /// True to request subsidiaries' values too.
        package var subsidiary = false
        /// True to request the flow (m3) of heating and cooling too.
        package var timeSeriesFlow = false

        /// Creates a group with the defaults.
        package init(
            numbers: [String], name: String, subscriptionKey: Secret,
            subscriptionKeySource: SubscriptionKey.Source
        ) {
            self.numbers = numbers
            self.name = name
            self.subscriptionKey = subscriptionKey
            self.subscriptionKeySource = subscriptionKeySource
        }
    }

    /// The section `time_series`: the times and spans of requests for quarter and hour values.
    package struct TimeSeries: Sendable, Equatable {
        /// False to poll no readings.
        package var enabled = true
        /// The length of readings for groups that name none.
        package var resolution = Resolution.quarter
        /// The pause between polls; at least a minute.
        package var pollInterval = Duration.hours(1)
        /// The span that each poll requests, or the span back to the group's newest reading if that is longer. At least
        /// a day.
        package var recent = Duration.days(2)
        /// The span that a poll requests once in ``refetchInterval``, for corrections. At least ``recent``.
        package var refetch = Duration.days(10)
        /// The time between two such polls; at least a minute.
        package var refetchInterval = Duration.hours(24)
        /// The time in which all of ``lookback`` is requested again, a part of it each day; at least a day.
        package var fullRefetchInterval = Duration.days(7)
        /// The span that is requested if nothing is stored, and in which gaps are filled. At least ``refetch``.
        package var lookback = Duration.days(70)
        /// The age of a series' newest reading at which its gauges end.
        package var staleAfter = Duration.days(10)

        /// Creates the defaults.
        package init() {}
    }

    /// The section `invoiced`: the times and the number of requests for invoiced months.
    package struct Invoiced: Sendable, Equatable {
        /// False to poll no invoiced months.
        package var enabled = true
        /// The pause between polls; at least a minute.
        package var pollInterval = Duration.hours(6)
        /// The number of months to request: 1 to 120.
        package var months = 13
        /// The meaning of an invoiced value's date.
        package var readingDate = InvoiceDating.start

        /// Creates the defaults.
        package init() {}
    }

    /// The section `storage`: the place of the store, and the age to which readings are kept.
    package struct Storage: Sendable, Equatable {
        /// The SQLite file, as an absolute path if the configuration was loaded from a file: a relative path is
        /// relative to that file's folder.
        package var path = "data/readings.sqlite"
        /// The age at which readings are deleted; zero keeps all. Otherwise at least `lookback` and `stale_after`.
        package var retention = Duration.zero

        /// Creates the defaults.
        package init() {}
    }
}
