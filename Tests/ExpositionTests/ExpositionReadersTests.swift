import Exposition
import TestSupport
import Testing

/// The output as others read it: reviewed golden files, promtool, and Python's parsers.
struct ExpositionReadersTests {
    @Test(arguments: [(ExpositionFormat.text, "exposition.txt"), (.openMetrics, "exposition.openmetrics.txt")])
    func theExpositionMatchesTheGoldenFile(format: ExpositionFormat, file: String) throws {
        try Golden.check(ExpositionEncoder().encode(Families.all, as: format), named: file)
    }

    @Test(arguments: [Families.all, [Families.text(of: Families.hostileValues)]])
    func promtoolFindsNoFault(families: [MetricFamily]) async throws {
        let text = ExpositionEncoder().encode(families, as: .text)
        let answer = try await Program("promtool").run(["check", "metrics"], input: text)
        #expect(answer.status == 0)
        #expect(answer.text + answer.errors == "")
    }

    @Test(arguments: ExpositionFormat.allCases)
    func pythonReadsEveryTextUnchanged(format: ExpositionFormat) async throws {
        let family = Families.text(of: Families.hostileValues)
        let exposition = ExpositionEncoder().encode([family], as: format)
        let samples = try await PrometheusClient.read(exposition, asOpenMetrics: format == .openMetrics)
        var read: [String: [UInt8]] = [:]
        for sample in samples {
            read[try #require(sample.labels["index"])] = Array(try #require(sample.labels["text"]).utf8)
        }
        let written = Families.hostileValues.enumerated().map { ("\($0.offset)", Array($0.element.utf8)) }
        #expect(read == Dictionary(uniqueKeysWithValues: written))
    }

    @Test(arguments: ExpositionFormat.allCases)
    func pythonReadsHelpAndTypesUnchanged(format: ExpositionFormat) async throws {
        let exposition = ExpositionEncoder().encode(Families.all, as: format)
        let samples = try await PrometheusClient.read(exposition, asOpenMetrics: format == .openMetrics)
        for family in Families.all where !family.samples.isEmpty {
            // The parsers give both formats' counters OpenMetrics' name.
            let own = samples.filter { $0.family == family.openMetricsName }
            #expect(own.count == family.samples.count, "\(family.name)")
            #expect(Set(own.map(\.type)) == [family.kind.rawValue])
            #expect(Set(own.map(\.help)) == [family.help])
        }
    }

    @Test(arguments: ExpositionFormat.allCases)
    func pythonReadsEveryValueUnchanged(format: ExpositionFormat) async throws {
        let exposition = ExpositionEncoder().encode(Families.all, as: format)
        let samples = try await PrometheusClient.read(exposition, asOpenMetrics: format == .openMetrics)
        let family = try #require(Families.all.first { $0.name == "test_value" })
        for sample in family.samples {
            let index = sample.labels.first?.value
            let read = try #require(samples.first { $0.name == "test_value" && $0.labels["index"] == index })
            let value = try #require(Double(read.value))
            #expect(value == sample.value || (value.isNaN && sample.value.isNaN))
        }
    }
}
