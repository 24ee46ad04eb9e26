import Ground

/// The keys of `storage`.
enum StorageKey: String, SectionKey {
    static let place = "under `storage`"
    case path, retention
}

extension ConfigurationReader {
    func readStorage(
        _ section: Section<StorageKey>, timeSeries: Configuration.TimeSeries
    ) -> Configuration.Storage {
        var storage = Configuration.Storage()
        storage.path = "\(context.folder)/\(storage.path)"
        if let value = section[.path], value.text() != nil, let path = value.filePath() {
            storage.path = path
            if path.hasSuffix("/") || SmallFile.isFolder(path) {
                value.fault("\(quoted(path: path)) is a folder: name a file in it")
            }
        }
        guard let value = section[.retention], let retention = value.duration(in: Self.span, orZero: true) else {
            return storage
        }
        storage.retention = retention
        let needs: [(TimeSeriesKey, Duration)] = [
            (.lookback, timeSeries.lookback), (.staleAfter, timeSeries.staleAfter),
        ]
        for (key, least) in needs where retention != .zero && retention < least {
            let path = ConfigurationPath.joined(RootKey.timeSeries.rawValue, key.rawValue)
            guard !context.faults.has(path: path) else { continue }
            let needed = "\(path) (\(DurationText.format(least)))"
            value.fault("\(DurationText.format(retention)) is shorter than \(needed); 0 keeps all")
        }
        return storage
    }
}
