import TrueTime

/// The message of remote write 1.0:
///
/// ```protobuf
/// message WriteRequest   { repeated TimeSeries timeseries = 1; repeated MetricMetadata metadata = 3; }
/// message TimeSeries     { repeated Label labels = 1; repeated Sample samples = 2; }
/// message Label          { string name = 1; string value = 2; }
/// message MetricMetadata { MetricType type = 1; string metric_family_name = 2; string help = 4; string unit = 5; }
/// ```
enum WriteMessage1 {
    /// Encodes a message, with metadata for each family of its samples.
    static func encode(_ samples: [WriteSample], _ runs: [SampleRun], _ table: SeriesTable) -> [UInt8] {
        func length(of run: SampleRun) -> Int { table.labels[run.series].count + run.size }

        let families = TrueTimeFamily.allCases.filter { family in
            runs.contains { table.family(of: $0.series) == family }
        }
        let metadata = families.map(Self.metadata)
        let size =
            runs.reduce(0) { $0 + ProtobufSize.bytes(length(of: $1)) }
            + metadata.reduce(0) { $0 + ProtobufSize.bytes($1.count) }
        return ProtobufWriter.message(size: size) { writer in
            for run in runs {
                writer.put(1, length: length(of: run))
                writer.put(table.labels[run.series])
                run.put(samples, to: &writer)
            }
            for one in metadata { writer.put(3, one) }
        }
    }

    /// Encodes the labels of a series, as fields of a `TimeSeries`.
    static func encode(labels: [(name: String, value: String)]) -> [UInt8] {
        let pairs = labels.map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }
        func length(_ pair: (name: [UInt8], value: [UInt8])) -> Int {
            ProtobufSize.bytes(pair.name.count) + ProtobufSize.bytes(pair.value.count)
        }
        return ProtobufWriter.message(size: pairs.reduce(0) { $0 + ProtobufSize.bytes(length($1)) }) { writer in
            for pair in pairs {
                writer.put(1, length: length(pair))
                writer.put(1, pair.name)
                writer.put(2, pair.value)
            }
        }
    }

    private static func metadata(of family: TrueTimeFamily) -> [UInt8] {
        let texts = [family.rawValue, family.help, family.unit].map { Array($0.utf8) }
        let size = texts.reduce(ProtobufSize.number(TrueTimeFamily.gauge)) { $0 + ProtobufSize.bytes($1.count) }
        return ProtobufWriter.message(size: size) { writer in
            writer.put(1, TrueTimeFamily.gauge)
            writer.put(2, texts[0])
            writer.put(4, texts[1])
            writer.put(5, texts[2])
        }
    }
}

extension TrueTimeFamily {
    /// The number of the type gauge in both messages.
    static let gauge: UInt64 = 2
}
