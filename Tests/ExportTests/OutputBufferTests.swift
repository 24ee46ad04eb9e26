import Foundation
import Ground
import TestSupport
import Testing

@testable import Export

struct OutputBufferTests {
    /// Returns the content of a file that `body` has written to.
    private func written(_ body: (OutputBuffer) throws -> Void) async throws -> String {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "output")
            let output = try ExportOutput(path: file.path)
            let buffer = OutputBuffer(output)
            try body(buffer)
            try buffer.flush()
            try output.finish()
            return String(decoding: try Data(contentsOf: file), as: UTF8.self)
        }
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"),
        (0.000001, "0.000001"), (1e-7, "1e-07"), (999_999_999.999999, "999999999.999999"), (1e9, "1000000000"),
        (1e15, "1000000000000000"), (1e300, "1e+300"), (123_456.789, "123456.789"),
        (Double.leastNonzeroMagnitude, "5e-324"),
    ])
    func numbersAreTheirShortestDigits(_ number: Double, _ text: String) async throws {
        #expect(try await written { try $0.append(number) } == text)
    }

    @Test func everyNumberIsReadBackExactly() async throws {
        var generator = SeededGenerator(seed: 7)
        var numbers: [Double] = []
        for _ in 0..<40_000 {
            let any = Double(bitPattern: generator.next())
            if any.isFinite { numbers.append(any) }
            // Amounts as meters send them, and results of arithmetic on them.
            let decimals = Double(Int64.random(in: -2_000_000...2_000_000, using: &generator)) / 1000
            numbers += [decimals, decimals * 3.6e6 / 900, decimals / 3]
        }
        let text = try await written { buffer in
            for number in numbers {
                try buffer.append(number)
                try buffer.append("\n")
            }
        }
        let lines = text.split(separator: "\n")
        #expect(lines.count == numbers.count)
        let wrong = zip(lines, numbers).first { Double($0)?.bitPattern != $1.bitPattern }
        #expect(wrong == nil)
    }

    @Test(arguments: [
        (0 as Int64, "0", "1970-01-01T00:00:00Z"), (1_790_856_000_123, "1790856000.123", "2026-10-01T12:00:00.123Z"),
        (1_790_856_000_500, "1790856000.5", "2026-10-01T12:00:00.5Z"),
        (1_790_812_800_000, "1790812800", "2026-10-01T00:00:00Z"), (-1, "-0.001", "1969-12-31T23:59:59.999Z"),
        (-86_400_000, "-86400", "1969-12-31T00:00:00Z"), (951_782_400_000, "951782400", "2000-02-29T00:00:00Z"),
    ])
    func timesAreSecondsOrISO8601(_ milliseconds: Int64, _ seconds: String, _ iso: String) async throws {
        let text = try await written { buffer in
            try buffer.append(secondsOf: milliseconds)
            try buffer.append(" ")
            try buffer.append(timeOf: milliseconds)
        }
        #expect(text == "\(seconds) \(iso)")
    }

    @Test func textsLongerThanTheBufferAreWrittenWhole() async throws {
        let long = Array(String(repeating: "0123456789", count: 20_000).utf8)
        let text = try await written { buffer in
            for _ in 0..<3 {
                try buffer.append(long)
                try buffer.append(1.5)
            }
        }
        let expected = String(decoding: long, as: UTF8.self) + "1.5"
        #expect(text == expected + expected + expected)
    }
}
