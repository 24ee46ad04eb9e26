extension SnapshotKeeper.Settings {
    init(_ configuration: Configuration) {
        self.init(
            staleAfter: configuration.timeSeries.staleAfter, names: configuration.names,
            timeZone: configuration.timeZone, isPolling: configuration.timeSeries.enabled)
    }
}
