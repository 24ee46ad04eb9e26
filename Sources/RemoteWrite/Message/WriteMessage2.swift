import TrueTime

/// The message of remote write 2.0, with each text once in a table:
///
/// ```protobuf
/// message Request    { repeated string symbols = 4; repeated TimeSeries timeseries = 5; }
/// message TimeSeries { repeated uint32 labels_refs = 1; repeated Sample samples = 2; Metadata metadata = 5; }
/// message Metadata   { MetricType type = 1; uint32 help_ref = 3; uint32 unit_ref = 4; }
/// ```
enum WriteMessage2 {
    /// A series of the message, with its texts as indices into the message's table.
    private struct Series {
        let run: SampleRun
        let labels: [UInt32]
        let help: UInt32
        let unit: UInt32

        var labelsSize: Int { labels.reduce(0) { $0 + ProtobufSize.varint(UInt64($1)) } }
        var metadataSize: Int {
            [TrueTimeFamily.gauge, UInt64(help), UInt64(unit)].reduce(0) { $0 + ProtobufSize.number($1) }
        }
        var size: Int { ProtobufSize.bytes(labelsSize) + run.size + ProtobufSize.bytes(metadataSize) }

        func put(_ samples: [WriteSample], to writer: inout ProtobufWriter) {
            writer.put(5, length: size)
            writer.put(1, length: labelsSize)
            for label in labels { writer.put(varint: UInt64(label)) }
            run.put(samples, to: &writer)
            writer.put(5, length: metadataSize)
            writer.put(1, TrueTimeFamily.gauge)
            writer.put(3, UInt64(help))
            writer.put(4, UInt64(unit))
        }
    }

    /// Encodes a message.
    static func encode(_ samples: [WriteSample], _ runs: [SampleRun], _ table: SeriesTable) -> [UInt8] {
        // The index in the message of each of the table's symbols. The first is always the empty text, for values not
        // given.
        var places = [UInt32](repeating: 0, count: table.symbols.count)
        var symbols: [[UInt8]] = [[]]
        func place(of symbol: Int) -> UInt32 {
            let text = table.symbols[symbol]
            if places[symbol] == 0, !text.isEmpty {
                places[symbol] = UInt32(symbols.count)
                symbols.append(text)
            }
            return places[symbol]
        }
        let series = runs.map { run in
            let metadata = table.metadata(of: run.series)
            return Series(
                run: run, labels: table.references[run.series].map(place), help: place(of: metadata.help),
                unit: place(of: metadata.unit))
        }
        let size =
            symbols.reduce(0) { $0 + ProtobufSize.bytes($1.count) }
            + series.reduce(0) { $0 + ProtobufSize.bytes($1.size) }
        return ProtobufWriter.message(size: size) { writer in
            for symbol in symbols { writer.put(4, symbol) }
            for one in series { one.put(samples, to: &writer) }
        }
    }
}
