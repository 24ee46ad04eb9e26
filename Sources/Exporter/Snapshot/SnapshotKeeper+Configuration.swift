import Metering

extension SnapshotKeeper.Settings {
    package init(_ configuration: Configuration) {
        var polled: Set<PolledEndpoint> = []
        if configuration.timeSeries.enabled { polled.insert(.timeSeries) }
        if configuration.invoiced.enabled { polled.insert(.invoiced) }
        self.init(
            staleAfter: configuration.timeSeries.staleAfter, names: configuration.names,
            timeZone: configuration.timeZone, calendar: configuration.calendar,
            tariffs: configuration.effectiveTariffs, invoicedMonths: configuration.invoiced.months, polled: polled)
    }
}

extension Configuration {
    /// That of `time_zone`, a name that has been checked.
    var calendar: MeteringCalendar { MeteringCalendar(timeZone: timeZone) ?? MeteringCalendar() }
}
