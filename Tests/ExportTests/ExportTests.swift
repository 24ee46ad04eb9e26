import Foundation
import Ground
import Metering
import ReadingStore
import TestSupport
import Testing
import TrueTime

@testable import Export

struct ExportTests {
    private let start = ExportBench.start
    private let quarter = ExportBench.quarter

    @Test func openMetricsHoldsEachFamilyOnceAndEachSampleAtTheEndOfItsPeriod() async throws {
        try await ExportBench.with { bench in
            try await bench.add([0.25, 1.5])
            try await bench.add([7], unit: "m3", length: 3_600_000)
            let labels = "delivery_category=\"EL\",metering_point=\"735999000000000015\",microproduction=\"false\""
            let (text, summary) = try await bench.export(.openMetrics)
            #expect(
                text == """
                    # HELP oresundskraft_reading Reading, at the end of its period, in the unit that the label names.
                    # TYPE oresundskraft_reading gauge
                    oresundskraft_reading{\(labels),unit="kWh"} 0.25 1790813700
                    oresundskraft_reading{\(labels),unit="kWh"} 1.5 1790814600
                    oresundskraft_reading{\(labels),unit="m3"} 7 1790816400
                    # HELP oresundskraft_reading_power_watts Mean power over a reading's period, at the end of the period.
                    # TYPE oresundskraft_reading_power_watts gauge
                    oresundskraft_reading_power_watts{\(labels),unit="kWh"} 1000 1790813700
                    oresundskraft_reading_power_watts{\(labels),unit="kWh"} 6000 1790814600
                    # EOF

                    """)
            #expect(summary.readings == 3 && summary.series == 2 && summary.bytes == text.utf8.count)
        }
    }

    @Test func csvHoldsOneRowForEachReading() async throws {
        try await ExportBench.with { bench in
            try await bench.add([0.25, 1.5])
            let (text, summary) = try await bench.export(.csv)
            #expect(
                text.replacing("\r\n", with: "\n") == """
                    metering_point,delivery_category,microproduction,unit,period_start,period_end,value,status
                    735999000000000015,EL,false,kWh,2026-10-01T00:00:00Z,2026-10-01T00:15:00Z,0.25,Processed
                    735999000000000015,EL,false,kWh,2026-10-01T00:15:00Z,2026-10-01T00:30:00Z,1.5,Processed

                    """)
            #expect(text.utf8.count { $0 == UInt8(ascii: "\r") } == 3)
            #expect(summary.readings == 2)
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func onlyPeriodsThatStartInTheRangeAreWritten(_ format: ExportFormat) async throws {
        try await ExportBench.with { bench in
            try await bench.add([1, 2, 3, 4])
            func count(_ from: Int64, _ to: Int64) async throws -> Int {
                let range = Timestamp(milliseconds: start + from)..<Timestamp(milliseconds: start + to)
                return try await bench.export(format, range).summary.readings
            }
            #expect(try await count(0, 4 * quarter) == 4)
            #expect(try await count(1, 3 * quarter) == 2)
            #expect(try await count(quarter, quarter + 1) == 1)
            #expect(try await count(4 * quarter, 5 * quarter) == 0)
        }
    }

    @Test func anEmptyRangeIsValidInBothFormats() async throws {
        try await ExportBench.with { bench in
            let openMetrics = try await bench.export(.openMetrics)
            #expect(openMetrics.text == "# EOF\n")
            let csv = try await bench.export(.csv)
            #expect(csv.text == CSVExport.header)
        }
    }

    @Test func manyPiecesOfALongSeriesAreOneSeries() async throws {
        try await ExportBench.with { bench in
            let values = (0..<45_000).map { Double($0) }
            try await bench.add(values)
            let range = Timestamp(milliseconds: start)..<(Timestamp(milliseconds: start) + .days(1000))
            let (text, summary) = try await bench.export(.csv, range)
            let rows = text.split(separator: "\r\n").dropFirst()
            #expect(rows.compactMap { Double($0.split(separator: ",")[6]) } == values)
            #expect(summary.series == 1)
        }
    }

    @Test func metersAreSelectedByPointAndCategoryAndUnknownOnesNamed() async throws {
        try await ExportBench.with { bench in
            let heat = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "FJV", microproduction: false)
            let fedIn = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: true)
            try await bench.add([1])
            try await bench.add([2], of: heat)
            try await bench.add([3], of: fedIn)
            #expect(try await bench.export(.csv, meteringPoints: ["735999000000000015"]).summary.readings == 2)
            #expect(try await bench.export(.csv, deliveryCategories: ["FJV"]).summary.readings == 1)
            let part = try await bench.export(
                .csv, meteringPoints: ["735999000000000022", "735999000000001177"], deliveryCategories: ["FJV", "X"])
            #expect(part.summary.readings == 1)
            #expect(
                part.summary.unknown == [
                    "metering point 735999000000001177", "delivery category X",
                ])
            await #expect(throws: ExportError.unknown("delivery category el, did you mean `EL`?")) {
                try await bench.export(.csv, deliveryCategories: ["el"])
            }
        }
    }

    @Test func invoicesOfAMonthAreAddedAndStampedWithItsEnd() async throws {
        try await ExportBench.with { bench in
            func date(_ month: Int64, _ day: Int64) -> Timestamp { Timestamp(utcYear: 2026, month: month, day: day) }
            try await bench.add([(date(8, 31), 5), (date(9, 1), 10), (date(9, 20), 2.5), (date(10, 1), 7)])
            let calendar = bench.calendar
            let september = calendar.time(of: CivilMonth(year: 2026, month: 9))
            let (text, summary) = try await bench.export(.openMetrics, september)
            let samples = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            // Midnight of 1 October in Stockholm.
            #expect(samples.map { $0.split(separator: "} ")[1] } == ["12.5 1790805600"])
            #expect(samples.allSatisfy { $0.hasPrefix("oresundskraft_invoice{") && $0.contains("unit=\"kWh\"") })
            #expect(summary.invoices == 1)
            // A month counts where it starts, and not where the range cuts into it.
            let within = (september.lowerBound + .days(1))..<september.upperBound
            #expect(try await bench.export(.openMetrics, within).summary.invoices == 0)
        }
    }

    @Test func aMonthThatTheRangeCutsIntoIsLeftOut() async throws {
        try await ExportBench.with { bench in
            try await bench.add([(Timestamp(utcYear: 2026, month: 9, day: 1), 10)])
            let september = bench.calendar.time(of: CivilMonth(year: 2026, month: 9))
            for (end, count) in [(september.upperBound - .days(1), 0), (september.upperBound, 1)] {
                let summary = try await bench.export(.openMetrics, september.lowerBound..<end).summary
                #expect(summary.invoices == count)
            }
        }
    }

    @Test func externalLabelsAreOnEachSeriesUnlessItHasItsOwn() async throws {
        try await ExportBench.with { bench in
            try await bench.add([1])
            try await bench.add([(Timestamp(milliseconds: ExportBench.start), 7)])
            let month = bench.calendar.time(of: CivilMonth(year: 2026, month: 10))
            let labels = ["site": "Hel\"singborg", "unit": "never", "none": ""]
            let text = try await bench.export(.openMetrics, month, externalLabels: labels).text
            let samples = try await PrometheusClient.read(Array(text.utf8), asOpenMetrics: true)
            #expect(samples.count == 3)
            for sample in samples {
                #expect(sample.labels["site"] == "Hel\"singborg" && sample.labels["unit"] == "kWh")
                #expect(sample.labels["none"] == nil)
            }
        }
    }

    @Test func unusualTextsAreEscapedInBothFormats() async throws {
        try await ExportBench.with { bench in
            let odd = MeterID(meteringPoint: "a\"b\\c,d\ne", deliveryCategory: "", microproduction: true)
            try await bench.add([1], of: odd, unit: "k, W\"h", status: "\"so, so\"\r\nå")
            let samples = try await PrometheusClient.read(
                Array(try await bench.export(.openMetrics).text.utf8), asOpenMetrics: true)
            #expect(
                samples.map(\.labels) == [
                    ["metering_point": "a\"b\\c,d\ne", "microproduction": "true", "unit": "k, W\"h"]
                ])
            let script = "import csv, json, sys; print(json.dumps(list(csv.reader(sys.stdin))))"
            let answer = try await Program.python.run(
                ["-c", "import io, sys; sys.stdin = io.TextIOWrapper(sys.stdin.buffer, newline=''); \(script)"],
                input: Array(try await bench.export(.csv).text.utf8))
            let rows = try JSONDecoder().decode([[String]].self, from: Data(answer.output))
            #expect(
                rows.last == [
                    "a\"b\\c,d\ne", "", "true", "k, W\"h", "2026-10-01T00:00:00Z", "2026-10-01T00:15:00Z", "1",
                    "\"so, so\"\r\nå",
                ])
        }
    }

    @Test func promtoolAcceptsTheExport() async throws {
        try await ExportBench.with { bench in
            try await bench.add([0.1, -3, 1e-9])
            try await bench.add([(Timestamp(utcYear: 2026, month: 10, day: 5), 100)])
            let (text, _) = try await bench.export(
                .openMetrics, bench.calendar.time(of: CivilMonth(year: 2026, month: 10)))
            let samples = try await PrometheusClient.read(Array(text.utf8), asOpenMetrics: true)
            let names =
                ["oresundskraft_invoice"]
                + TrueTimeFamily.allCases.dropFirst().flatMap { family in
                    Array(repeating: family.rawValue, count: 3)
                }
            #expect(samples.map(\.name) == names)
            #expect(samples.allSatisfy { $0.type == "gauge" })
        }
    }

    @Test func withoutAStoreThereIsAClearError() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "none.sqlite").path
            let file = folder.appending(path: "output").path
            let request = ExportRequest(time: Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 1))
            await #expect(throws: ExportError.noStore(path: path)) {
                try await Export.run(
                    request, ofStoreAt: path, calendar: MeteringCalendar(), .start, to: try ExportOutput(path: file))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left == [])
        }
    }

    @Test func aFileThatIsNotAStoreIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "other.sqlite").path
            try Data("no database at all, but long enough".utf8).write(to: URL(filePath: path))
            let request = ExportRequest(time: Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 1))
            let output = try ExportOutput(path: folder.appending(path: "output").path)
            await #expect(throws: StoreError.self) {
                try await Export.run(request, ofStoreAt: path, calendar: MeteringCalendar(), .start, to: output)
            }
        }
    }

    @Test func readingsAreExportedWhileOthersAreStored() async throws {
        try await ExportBench.with { bench in
            try await bench.add((0..<30_000).map { Double($0) })
            let writing = Task { [store = bench.store] in
                var round = 0.0
                while !Task.isCancelled {
                    round += 1
                    let batch = ReadingBatch(
                        sources: [ReadingSource(meter: ExportBench.electricity)],
                        series: [
                            SeriesColumns(
                                source: 0, unit: "kWh",
                                readings: ReadingColumns(
                                    starts: [ExportBench.start], ends: [ExportBench.start + ExportBench.quarter],
                                    values: [-round], statuses: [0]))
                        ],
                        statuses: ["Processed"])
                    _ = try await store.readings.record(
                        batch, group: "main", order: OriginOrder([]), now: Timestamp(milliseconds: 0))
                }
                return round
            }
            let range = Timestamp(milliseconds: start)..<(Timestamp(milliseconds: start) + .days(1000))
            for _ in 0..<5 { #expect(try await bench.export(.csv, range).summary.readings == 30_000) }
            writing.cancel()
            _ = await writing.result
        }
    }
}
