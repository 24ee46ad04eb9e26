package import Metering

/// What the exporter is to do, as its configuration file says it: one value, checked as a whole by
/// ``load(path:environment:)``.
///
/// Names mirror the keys of the file, and the defaults of all keys stand at the properties: a value made in code has
/// them too.
package struct Configuration: Sendable, Equatable {
    /// `api`: where the utility's API is, and how it is asked.
    package var api = API()
    /// `customers`: whose values are fetched; at least one.
    package var customers: [CustomerGroup]
    /// `time_series`: quarter and hour values.
    package var timeSeries = TimeSeries()
    /// `invoiced`: invoiced months.
    package var invoiced = Invoiced()
    /// `storage`: where readings are kept.
    package var storage = Storage()
    /// `time_zone`: civil days and months are those of this IANA time zone.
    package var timeZone = "Europe/Stockholm"
    /// `names`: what a metering point, by its id, is called on the page and in the info metric.
    package var names: [String: String] = [:]
    /// `tariffs`: how power peaks are picked, in the order of the file.
    package var tariffs: [Tariff] = []
    /// `remote_write`: where readings are pushed to at their true times.
    package var remoteWrite: [RemoteWrite] = []
    /// The file it was read from, as it was named; nil where it was made in code.
    package var sourcePath: String?

    package init(customers: [CustomerGroup]) {
        self.customers = customers
    }
}

extension Configuration {
    /// ``tariffs``, or where there are none the highest hour of each month.
    package var effectiveTariffs: [Tariff] { tariffs.isEmpty ? [.hourly] : tariffs }

    /// The length of a reading's period that the API is asked for.
    package enum Resolution: String, Sendable, CaseIterable {
        case quarter
        case hour
    }

    /// `customers[]`: customer numbers that are asked for together.
    package struct CustomerGroup: Sendable, Equatable {
        /// Customer numbers, text as written in the file; at least one, no two alike.
        package var numbers: [String]
        /// The group's label, unlike that of every other group.
        package var name: String
        /// That of `time_series` where the group has none.
        package var resolution = Resolution.quarter
        /// The effective key: the group's own, else the one for all.
        package var subscriptionKey: SecretText
        /// Where ``subscriptionKey`` is from.
        package var subscriptionKeySource: SubscriptionKey.Source
        /// Empty: all.
        package var deliveryCategories: [String] = []
        /// Ids of metering points; empty: all.
        package var meteringPoints: [String] = []
        /// Whether subsidiaries' values are asked for too.
        package var subsidiary = false
        /// Whether the flow (m3) of heating and cooling is asked for too.
        package var timeSeriesFlow = false

        package init(
            numbers: [String], name: String, subscriptionKey: SecretText,
            subscriptionKeySource: SubscriptionKey.Source
        ) {
            self.numbers = numbers
            self.name = name
            self.subscriptionKey = subscriptionKey
            self.subscriptionKeySource = subscriptionKeySource
        }
    }

    /// `time_series`: when and how far back quarter and hour values are asked for.
    package struct TimeSeries: Sendable, Equatable {
        package var enabled = true
        /// What a group has that names none.
        package var resolution = Resolution.quarter
        /// At least a minute.
        package var pollInterval = Duration.hours(1)
        /// Each poll asks from so long ago, or from the group's newest reading where that is older. At least a day.
        package var recent = Duration.days(2)
        /// Once in ``refetchInterval`` a poll asks from so long ago, for corrections. At least ``recent``.
        package var refetch = Duration.days(10)
        /// At least a minute.
        package var refetchInterval = Duration.hours(24)
        /// How far back is asked where nothing is stored, and gaps are filled. At least ``refetch``.
        package var lookback = Duration.days(70)
        /// Gauges of a series end when it got nothing for so long.
        package var staleAfter = Duration.days(10)

        package init() {}
    }

    /// `invoiced`: when and how many invoiced months are asked for.
    package struct Invoiced: Sendable, Equatable {
        package var enabled = true
        /// At least a minute.
        package var pollInterval = Duration.hours(6)
        /// 1 to 120.
        package var months = 13

        package init() {}
    }

    /// `storage`: where readings are kept, and how long.
    package struct Storage: Sendable, Equatable {
        /// The SQLite file. Of a configuration file that was loaded, a whole path: relative ones are relative to its
        /// folder.
        package var path = "data/readings.sqlite"
        /// Older readings are deleted; zero keeps all, else at least `lookback` and `stale_after`.
        package var retention = Duration.zero

        package init() {}
    }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    /// Days of 24 hours.
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
