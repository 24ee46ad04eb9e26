import Ground
import Metering

/// The keys at the top of the file.
enum RootKey: String, SectionKey {
    static let place = "at the top"
    case api, customers, invoiced, calendar, storage, names, tariffs, periods, families, facts, properties
    case factsFile = "facts_file"
    case propertiesFile = "properties_file"
    case timeSeries = "time_series"
    case timeZone = "time_zone"
    case remoteWrite = "remote_write"
    case keepUnconfigured = "keep_unconfigured"
    case categoryNames = "category_names"
}

/// Builds a ``Configuration`` from the mapping at the top of a file, and adds faults to the list.
struct ConfigurationReader {
    let context: ReadingContext
    /// Returns the calendar of a time zone; nil if the system does not know it.
    var calendar: (String) -> MeteringCalendar? = { MeteringCalendar(timeZone: $0) }

    /// Every kind of section of a file, in the order in which hints name them.
    static let sections: [any SectionKey.Type] = [
        RootKey.self, APIKey.self, TLSKey.self, GroupKey.self, TimeSeriesKey.self, InvoicedKey.self, StorageKey.self,
        TariffKey.self, WindowKey.self, PriceKey.self, ReceiverKey.self, ReceiverTLSKey.self, BasicAuthKey.self,
        FactsKey.self, PropertyKey.self,
    ]

    /// Returns the configuration; nil, or unusable, if the list of faults is not empty afterwards.
    func read(_ root: YAMLNode?) -> Configuration? {
        let top = Section<RootKey>(root, path: "", context: context)
        let apiSection = top.section(.api, of: APIKey.self)
        let api = readAPI(apiSection)
        let timeSeries = readTimeSeries(top.section(.timeSeries, of: TimeSeriesKey.self))
        let defaults = GroupDefaults(
            key: readKey(apiSection), resolution: timeSeries.resolution, listEncoding: api.listEncoding)
        let customers = readCustomers(top, defaults: defaults)
        let invoiced = readInvoiced(top.section(.invoiced, of: InvoicedKey.self))
        if !timeSeries.enabled, !invoiced.enabled {
            top[.invoiced]?.warn("neither readings nor invoiced months are polled: only what is stored is shown")
        }
        let storage = readStorage(top.section(.storage, of: StorageKey.self), timeSeries: timeSeries)
        let names = readNames(top.entries(.names))
        var periodClock = MeteringCalendar.Clock.civil
        top.read(.calendar, into: &periodClock) { $0.choice() }
        let tariffs = top[.tariffs].map { readTariffs($0, groups: customers, clock: periodClock) }
        let receivers = top[.remoteWrite].map(readRemoteWrite)
        guard let calendar = readTimeZone(top[.timeZone]) else { return nil }
        var configuration = Configuration(customers: customers, calendar: calendar)
        configuration.api = api
        configuration.timeSeries = timeSeries
        configuration.invoiced = invoiced
        configuration.periodClock = periodClock
        configuration.storage = storage
        configuration.names = names
        for entry in top.entries(.categoryNames) {
            if let name = entry.value.label() { configuration.categoryNames[entry.name] = name }
        }
        configuration.facts = readFacts(top)
        configuration.properties = readProperties(top)
        configuration.tariffs = tariffs ?? []
        if let value = top[.periods] { configuration.periods = readPeriods(value) }
        if let value = top[.families] { configuration.families = readFamilies(value) }
        configuration.remoteWrite = receivers ?? []
        top.read(.keepUnconfigured, into: &configuration.keepUnconfigured) { $0.boolean() }
        return configuration
    }

    /// Returns the calendar of the named zone, or else of the default one.
    private func readTimeZone(_ value: ConfigurationValue?) -> MeteringCalendar? {
        guard let value else {
            let calendar = calendar(Configuration.defaultTimeZone)
            if calendar == nil {
                context.faults.add("\(Configuration.MissingTimeZone())", at: nil, path: RootKey.timeZone.rawValue)
            }
            return calendar
        }
        guard let name = value.text() else { return nil }
        return calendar(name)
            ?? value.refused("\(quoted(name)) is not a known time zone: write an IANA name, as in `Europe/Stockholm`")
    }

    private func readNames(_ entries: [Entry]) -> [String: String] {
        var names: [String: String] = [:]
        for entry in entries {
            if let reason = Identifier.fault(of: entry.name) {
                entry.faultOfName("the id of a metering point \(reason)")
            } else if let name = entry.value.label() {
                names[entry.name] = name
            }
        }
        return names
    }
}

extension ConfigurationReader {
    /// Bounds of an interval between polls.
    static let interval = Duration.minutes(1)...DurationText.longest
    /// Bounds of a span of days.
    static let span = Duration.days(1)...DurationText.longest
    /// Bounds of the time that a request may take.
    static let timeout = Duration.seconds(1)...(.hours(1))
}
