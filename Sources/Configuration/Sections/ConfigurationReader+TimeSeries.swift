/// The keys of `time_series`.
enum TimeSeriesKey: String, SectionKey {
    static let place = "under `time_series`"
    case enabled, resolution, recent, refetch, lookback
    case pollInterval = "poll_interval"
    case refetchInterval = "refetch_interval"
    case fullRefetchInterval = "full_refetch_interval"
    case staleAfter = "stale_after"
}

/// The keys of `invoiced`.
enum InvoicedKey: String, SectionKey {
    static let place = "under `invoiced`"
    case enabled, months
    case pollInterval = "poll_interval"
    case readingDate = "reading_date"
}

extension ConfigurationReader {
    func readTimeSeries(_ section: Section<TimeSeriesKey>) -> Configuration.TimeSeries {
        var series = Configuration.TimeSeries()
        section.read(.enabled, into: &series.enabled) { $0.boolean() }
        section.read(.resolution, into: &series.resolution) { $0.choice() }
        section.read(.pollInterval, into: &series.pollInterval) { $0.duration(in: Self.interval) }
        section.read(.recent, into: &series.recent) { $0.duration(in: Self.span) }
        section.read(.refetch, into: &series.refetch) { $0.duration(in: Self.span) }
        section.read(.refetchInterval, into: &series.refetchInterval) { $0.duration(in: Self.interval) }
        section.read(.fullRefetchInterval, into: &series.fullRefetchInterval) { $0.duration(in: Self.span) }
        section.read(.lookback, into: &series.lookback) { $0.duration(in: Self.span) }
        section.read(.staleAfter, into: &series.staleAfter) { $0.duration(in: Self.interval) }
        if let value = section[.staleAfter], series.staleAfter < Configuration.RemoteWrite.usualDelay {
            value.warn(
                "readings come a day or two late, so the newest ones would mostly not be shown: give more than 3d")
        }
        checkOrder(section, (.recent, series.recent), (.refetch, series.refetch))
        checkOrder(section, (.refetch, series.refetch), (.lookback, series.lookback))
        return series
    }

    func readInvoiced(_ section: Section<InvoicedKey>) -> Configuration.Invoiced {
        var invoiced = Configuration.Invoiced()
        section.read(.enabled, into: &invoiced.enabled) { $0.boolean() }
        section.read(.pollInterval, into: &invoiced.pollInterval) { $0.duration(in: Self.interval) }
        section.read(.months, into: &invoiced.months) { $0.integer(in: 1...120) }
        section.read(.readingDate, into: &invoiced.readingDate) { $0.choice() }
        return invoiced
    }

    /// Checks that each span contains the one before; a fault is reported at a key that the file has.
    private func checkOrder(
        _ section: Section<TimeSeriesKey>, _ shorter: (key: TimeSeriesKey, value: Duration),
        _ longer: (key: TimeSeriesKey, value: Duration)
    ) {
        guard shorter.value > longer.value, section.isSound(shorter.key), section.isSound(longer.key) else { return }
        let described = { (span: (key: TimeSeriesKey, value: Duration)) in
            let isDefault = section[span.key] == nil
            return "`\(span.key.rawValue)` (\(DurationText.format(span.value))\(isDefault ? ", the default" : ""))"
        }
        if let value = section[shorter.key] {
            value.fault("\(DurationText.format(shorter.value)) is longer than \(described(longer))")
        } else {
            section[longer.key]?.fault("\(DurationText.format(longer.value)) is shorter than \(described(shorter))")
        }
    }
}
