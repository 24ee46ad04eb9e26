/// Builds a ``Configuration`` from the mapping at the top of a file; what is wrong goes to the list of faults.
struct ConfigurationReader {
    let context: ReadingContext

    /// The configuration; of use only where the list of faults is empty afterwards.
    func read(_ root: YAMLNode?) -> Configuration {
        let top = MappingReader(root, path: "", keys: ConfigurationKeys.root, context: context)
        let section = { (key: String, keys: [String]?) in top.mapping(key, keys: keys) }

        let api = section("api", ConfigurationKeys.api)
        let timeSeries = readTimeSeries(section("time_series", ConfigurationKeys.timeSeries))
        var configuration = Configuration(customers: [])
        configuration.api = readAPI(api)
        configuration.timeSeries = timeSeries
        configuration.invoiced = readInvoiced(section("invoiced", ConfigurationKeys.invoiced))
        configuration.storage = readStorage(section("storage", ConfigurationKeys.storage), timeSeries: timeSeries)
        let defaults = GroupDefaults(
            key: readKey(api), resolution: timeSeries.resolution, listEncoding: configuration.api.listEncoding)
        if let customers = top["customers"] {
            configuration.customers = readCustomers(customers, defaults: defaults)
        } else if top.isMapping {
            context.faults.add("at least one is needed", at: nil, path: "customers")
        }
        if let name = top["time_zone"]?.text() {
            if TimeZoneName.isKnown(name) {
                configuration.timeZone = name
            } else {
                top["time_zone"]?.fault(
                    "\(quoted(name)) is not a known time zone: write an IANA name, as in `Europe/Stockholm`")
            }
        }
        configuration.names = readNames(section("names", nil))
        if let tariffs = top["tariffs"] {
            configuration.tariffs = readTariffs(tariffs, groups: configuration.customers)
        }
        if let receivers = top["remote_write"] { configuration.remoteWrite = readRemoteWrite(receivers) }
        return configuration
    }

    private func readInvoiced(_ reader: MappingReader) -> Configuration.Invoiced {
        var invoiced = Configuration.Invoiced()
        invoiced.enabled = reader["enabled"]?.boolean() ?? invoiced.enabled
        invoiced.pollInterval = reader["poll_interval"]?.duration(in: Self.interval) ?? invoiced.pollInterval
        invoiced.months = reader["months"]?.integer(in: 1...120) ?? invoiced.months
        return invoiced
    }

    private func readStorage(
        _ reader: MappingReader, timeSeries: Configuration.TimeSeries
    ) -> Configuration.Storage {
        var storage = Configuration.Storage()
        storage.path = "\(context.folder)/\(storage.path)"
        if let value = reader["path"], value.text() != nil, let path = value.filePath() {
            storage.path = path
            if path.hasSuffix("/") || FileReader.isFolder(path) {
                value.fault("\(quoted(path: path)) is a folder: name a file in it")
            }
        }
        guard let value = reader["retention"], let retention = value.duration(in: Self.span, orZero: true) else {
            return storage
        }
        storage.retention = retention
        let needs = [("lookback", timeSeries.lookback), ("stale_after", timeSeries.staleAfter)]
        for (key, least) in needs where retention != .zero && retention < least {
            guard !context.faults.has(path: "time_series.\(key)") else { continue }
            let needed = "time_series.\(key) (\(DurationText.format(least)))"
            value.fault("\(DurationText.format(retention)) is shorter than \(needed); 0 keeps all")
        }
        return storage
    }

    private func readNames(_ reader: MappingReader) -> [String: String] {
        var names: [String: String] = [:]
        for (key, value) in reader.all {
            if let reason = Identifier.fault(of: key) {
                context.faults.add("the id of a metering point \(reason)", at: value.keyPosition, path: reader.path)
            } else if let name = value.label() {
                names[key] = name
            }
        }
        return names
    }
}

extension ConfigurationReader {
    /// What an interval between polls may be.
    static let interval = Duration.minutes(1)...DurationText.longest
    /// What a span of days may be.
    static let span = Duration.days(1)...DurationText.longest
}
