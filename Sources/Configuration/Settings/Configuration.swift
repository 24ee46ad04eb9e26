package import Ground
package import Metering

/// The settings of the exporter: one value, read from its configuration file and checked as a whole by
/// ``load(path:environment:)``.
///
/// ```swift
/// let (configuration, warnings) = try Configuration.load(path: "oresundskraft.yml", environment: [:])
/// ```
///
/// Names mirror the keys of the file, and the defaults of all keys stand at the properties: a value made in code has
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
    /// The key `calendar`: the clock by which the days and months of sums begin, and that of tariffs that name none.
    package var periodClock = MeteringCalendar.Clock.civil
    /// The mapping `names`: names of metering points by their ids, for the page and the info metric.
    package var names: [String: String] = [:]
    /// The mapping `category_names`: words for delivery categories by their codes, for the page.
    package var categoryNames: [String: String] = [:]
    /// The mapping `facts`, and the file that `facts_file` names: facts of metering points by their ids.
    package var facts: [String: GivenFacts] = [:]
    /// The mapping `properties`, and the file that `properties_file` names: areas in square meters by the properties' names.
    package var properties: [String: Double] = [:]
    /// The list `tariffs`: rules by which power peaks are picked, in the order of the file.
    package var tariffs: [Tariff] = []
    /// The list `periods`: the periods whose sums are shown.
    package var periods = Set(Period.allCases)
    /// The list `families`: names of the families of readings, periods, tariffs and invoices that are shown.
    package var families = FamilyGroup.allNames
    /// The list `remote_write`: receivers that readings are pushed to at their true times.
    package var remoteWrite: [RemoteWrite] = []
    /// The key `keep_unconfigured`: true serves and pushes also what is stored of customers and metering points that are no
    /// longer in the configuration.
    package var keepUnconfigured = false
    /// The file it was read from, as it was named; nil where it was made in code.
    package var sourcePath: String?
    /// The files that it was read from, as they were then: its own, and those of keys and certificates, by path. A receiver's
    /// password or token is not among them, since it is read at each request.
    package var files: [String: FileFingerprint] = [:]

    /// Creates a configuration with the defaults.
    package init(customers: [CustomerGroup], calendar: MeteringCalendar) {
        self.customers = customers
        self.calendar = calendar
    }
}

extension Configuration {
    /// The rules by which days are summed and offer peaks.
    package var dayRules: DigestRules {
        let isAnyPeriod = !families.isDisjoint(with: FamilyGroup.periods.names)
        return DigestRules(
            calendar: calendar, tariffs: effectiveTariffs, periodClock: periodClock,
            periods: isAnyPeriod ? periods : [])
    }

    /// The tariffs, or where there are none the highest hour of each month.
    package var effectiveTariffs: [Tariff] {
        guard tariffs.isEmpty else { return tariffs }
        var hourly = Tariff.hourly
        hourly.clock = periodClock
        return [hourly]
    }

    /// The length of a reading's period that the API is asked for.
    package enum Resolution: String, Sendable, CaseIterable {
        case quarter
        case hour
    }

    /// An item of `customers`: customer numbers that are asked for together.
    package struct CustomerGroup: Sendable, Equatable {
        /// Customer numbers, text as written in the file; at least one, no two alike.
        package var numbers: [String]
        /// The group's label, unlike that of every other group.
        package var name: String
        /// The length of readings; that of `time_series` where the group has none.
        package var resolution = Resolution.quarter
        /// The effective key: the group's own, else the one for all.
        package var subscriptionKey: Secret
        /// The place that ``subscriptionKey`` is from.
        package var subscriptionKeySource: SubscriptionKey.Source
        /// Delivery categories that are asked for; empty stands for all.
        package var deliveryCategories: [String] = []
        /// Ids of metering points that are asked for; empty stands for all.
        package var meteringPoints: [String] = []
        /// True where subsidiaries' values are asked for too.
        package var subsidiary = false
        /// True where the flow (m3) of heating and cooling is asked for too.
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
        /// False where readings are not polled.
        package var enabled = true
        /// The length of readings of a group that names none.
        package var resolution = Resolution.quarter
        /// The pause between polls; at least a minute.
        package var pollInterval = Duration.hours(1)
        /// The span that each poll asks for, or back to the group's newest reading where that is older. At least a day.
        package var recent = Duration.days(2)
        /// The span that a poll asks for once in ``refetchInterval``, for corrections. At least ``recent``.
        package var refetch = Duration.days(10)
        /// The time between two such polls; at least a minute.
        package var refetchInterval = Duration.hours(24)
        /// The time in which all of ``lookback`` is asked for again, a part of it each day; at least a day.
        package var fullRefetchInterval = Duration.days(7)
        /// The span that is asked for where nothing is stored, and in which gaps are filled. At least ``refetch``.
        package var lookback = Duration.days(70)
        /// The age of a series' newest reading at which its gauges end.
        package var staleAfter = Duration.days(10)

        /// Creates the defaults.
        package init() {}
    }

    /// The section `invoiced`: the times and the number of requests for invoiced months.
    package struct Invoiced: Sendable, Equatable {
        /// False where invoiced months are not polled.
        package var enabled = true
        /// The pause between polls; at least a minute.
        package var pollInterval = Duration.hours(6)
        /// The number of months that are asked for: 1 to 120.
        package var months = 13
        /// The meaning of an invoiced value's date.
        package var readingDate = InvoiceDating.start

        /// Creates the defaults.
        package init() {}
    }

    /// The section `storage`: the place of the store, and the age that readings reach in it.
    package struct Storage: Sendable, Equatable {
        /// The SQLite file. Of a configuration file that was loaded, a whole path: relative ones are relative to its
        /// folder.
        package var path = "data/readings.sqlite"
        /// The age at which readings are deleted; zero keeps all, else at least `lookback` and `stale_after`.
        package var retention = Duration.zero

        /// Creates the defaults.
        package init() {}
    }
}
