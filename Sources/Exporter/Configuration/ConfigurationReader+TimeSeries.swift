extension ConfigurationReader {
    func readTimeSeries(_ reader: MappingReader) -> Configuration.TimeSeries {
        var series = Configuration.TimeSeries()
        series.enabled = reader["enabled"]?.boolean() ?? series.enabled
        series.resolution = reader["resolution"]?.choice(of: Configuration.Resolution.self) ?? series.resolution
        series.pollInterval = reader["poll_interval"]?.duration(in: Self.interval) ?? series.pollInterval
        series.recent = reader["recent"]?.duration(in: Self.span) ?? series.recent
        series.refetch = reader["refetch"]?.duration(in: Self.span) ?? series.refetch
        series.refetchInterval = reader["refetch_interval"]?.duration(in: Self.interval) ?? series.refetchInterval
        series.lookback = reader["lookback"]?.duration(in: Self.span) ?? series.lookback
        series.staleAfter = reader["stale_after"]?.duration(in: Self.interval) ?? series.staleAfter
        checkOrder(reader, ("recent", series.recent), ("refetch", series.refetch))
        checkOrder(reader, ("refetch", series.refetch), ("lookback", series.lookback))
        return series
    }

    /// Each span must hold the one before; the fault is told at a key that the file has.
    private func checkOrder(
        _ reader: MappingReader, _ shorter: (key: String, value: Duration), _ longer: (key: String, value: Duration)
    ) {
        guard shorter.value > longer.value, reader.isSound(shorter.key), reader.isSound(longer.key) else { return }
        let described = { (span: (key: String, value: Duration)) in
            "`\(span.key)` (\(DurationText.format(span.value))\(reader[span.key] == nil ? ", the default" : ""))"
        }
        if let value = reader[shorter.key] {
            value.fault("\(DurationText.format(shorter.value)) is longer than \(described(longer))")
        } else {
            reader[longer.key]?.fault("\(DurationText.format(longer.value)) is shorter than \(described(shorter))")
        }
    }
}
