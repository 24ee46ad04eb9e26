import Foundation
import Logging
import TestBench
import Testing

@testable import LineLog

struct LineLogHandlerTests {
    /// Texts that break careless writers.
    static let hostile = [
        "", " ", "plain", "two words", "a=b", "\"quoted\"", "back\\slash", "line\nbreak\r\n", "tab\t",
        "\u{0}\u{1B}[31mred\u{7F}", "Öresund ⚡️ 🇸🇪",
        "\u{2028}\u{202E}evil", "\u{FFFD}", "{}", "[1]", "\\n", "\\u0041", "ends with \\", "e\u{301}",
        String(repeating: "long ", count: 2_000),
        "\u{85}\u{9B}", "=", "'single'",
    ]

    @Test func aLineLooksLikeThoseOfPrometheus() {
        let sink = RecordingSink()
        sink.logger().info("poll done", metadata: ["endpoint": "timeseries", "new": "\(96)", "duration": "1.5 s"])
        #expect(
            sink.lines == [
                "ts=2026-10-01T12:00:00.123Z level=info msg=\"poll done\" duration=\"1.5 s\" endpoint=timeseries new=96\n"
            ])
    }

    @Test func aLineOfJSONHasTheSameKeys() {
        let sink = RecordingSink()
        sink.logger(.json).warning("poll failed", metadata: ["attempt": .stringConvertible(3), "group": "main"])
        #expect(
            sink.lines == [
                "{\"ts\":\"2026-10-01T12:00:00.123Z\",\"level\":\"warn\",\"msg\":\"poll failed\",\"attempt\":3,\"group\":\"main\"}\n"
            ])
    }

    @Test(arguments: hostile)
    func everyTextIsReadBackFromLogfmt(text: String) throws {
        let sink = RecordingSink()
        sink.logger().info("\(text)", metadata: ["value": "\(text)", "list": ["\(text)"]])
        let line = try #require(sink.lines.first)
        #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1)
        let fields = try #require(readLogfmt(String(line.dropLast())))
        #expect(fields.map(\.key) == ["ts", "level", "msg", "list", "value"])
        #expect(fields[2].value.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(fields[4].value.unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test func pythonReadsEveryLineOfJSON() throws {
        let sink = RecordingSink()
        let logger = sink.logger(.json)
        for text in Self.hostile {
            logger.info(
                "\(text)", metadata: ["\(text)": "\(text)", "nested": ["list": ["\(text)", ["deep": "\(text)"]]]])
        }
        let script = """
            import json, sys
            def strict(pairs):
                assert len(pairs) == len(dict(pairs)), pairs
                return dict(pairs)
            lines = sys.stdin.buffer.read().split(b"\\n")
            assert lines.pop() == b""
            for line in lines:
                value = json.loads(line, object_pairs_hook=strict)
                text = value["msg"]
                assert list(value)[:3] == ["ts", "level", "msg"], value
                assert value[text] == text, value
                assert value["nested"]["list"] == [text, {"deep": text}], value
                print(json.dumps(text))
            """
        let output = try runPython(script, input: sink.lines.joined())
        let read = try output.split(separator: "\n").map {
            try JSONDecoder().decode([String].self, from: Data("[\($0)]".utf8))[0]
        }
        #expect(read.map { Array($0.utf8) } == Self.hostile.map { Array($0.utf8) })
    }

    @Test func numbersAndBooleansKeepTheirTypeInJSON() {
        let sink = RecordingSink()
        sink.logger(.json).info(
            "m",
            metadata: [
                "a": .stringConvertible(-5), "b": .stringConvertible(UInt64.max), "c": .stringConvertible(0.25),
                "d": .stringConvertible(true),
                "e": .stringConvertible(Double.nan), "f": "5", "g": .stringConvertible(Double.infinity),
            ])
        #expect(
            sink.lines[0].hasSuffix(
                "\"msg\":\"m\",\"a\":-5,\"b\":18446744073709551615,\"c\":0.25,\"d\":true,\"e\":\"nan\",\"f\":\"5\",\"g\":\"inf\"}\n"
            ))
    }

    @Test func nestedMetadataIsFlattenedInLogfmt() {
        let sink = RecordingSink()
        sink.logger().info(
            "m",
            metadata: ["http": ["code": "429", "retry": ["after": "5 s"]], "groups": ["main", "a b"], "none": [:]])
        #expect(
            sink.lines[0].hasSuffix(
                " groups=\"[\\\"main\\\",\\\"a b\\\"]\" http.code=429 http.retry.after=\"5 s\" none={}\n"))
    }

    @Test func keysAreMadeSafeAndNeverRepeated() throws {
        let metadata: Logger.Metadata = [
            "": "1", "a b": "2", "a_b": "3", "a=\"\n": "4", "msg": "5", "ts": "6", "level": "7", "ö": "8",
        ]
        let sink = RecordingSink()
        sink.logger().info("m", metadata: metadata)
        let fields = try #require(readLogfmt(String(sink.lines[0].dropLast())))
        #expect(Set(fields.map(\.key)).count == fields.count)
        #expect(fields.map(\.key) == ["ts", "level", "msg", "_", "a_b", "a___", "a_b_", "level_", "msg_", "ts_", "ö"])
    }

    @Test(
        arguments: [
            (.trace, "debug"), (.debug, "debug"), (.info, "info"), (.notice, "info"), (.warning, "warn"),
            (.error, "error"),
            (.critical, "error"),
        ] as [(Logger.Level, String)])
    func levelsHaveFourNames(level: Logger.Level, name: String) {
        let sink = RecordingSink()
        sink.logger().log(level: level, "m")
        #expect(sink.lines == ["ts=2026-10-01T12:00:00.123Z level=\(name) msg=m\n"])
    }

    @Test(arguments: [(LogLevel.debug, 7), (.info, 5), (.warn, 3), (.error, 2)])
    func linesBelowTheLevelAreNotWritten(level: LogLevel, count: Int) {
        let sink = RecordingSink()
        let logger = sink.logger(level: level)
        for level in Logger.Level.allCases { logger.log(level: level, "m") }
        #expect(sink.lines.count == count)
    }

    @Test func metadataOfTheLineOverridesThatOfTheLogger() {
        let sink = RecordingSink()
        var logger = sink.logger()
        logger[metadataKey: "group"] = "main"
        logger[metadataKey: "endpoint"] = "timeseries"
        logger.info("m", metadata: ["group": "other"])
        #expect(sink.lines[0].hasSuffix("msg=m endpoint=timeseries group=other\n"))
        #expect(logger[metadataKey: "group"] == "main")
    }

    @Test func anErrorIsAKeyOfTheLine() {
        struct Refused: Error, CustomStringConvertible { var description: String { "connection refused" } }
        let sink = RecordingSink()
        sink.logger().error("poll failed", error: Refused())
        #expect(sink.lines[0].hasSuffix("level=error msg=\"poll failed\" error=\"connection refused\"\n"))
    }

    @Test func namesOfLevelsAndFormatsAreThoseOfTheFlags() {
        #expect(LogLevel.allCases.map(\.rawValue) == ["debug", "info", "warn", "error"])
        #expect(LogFormat.allCases.map(\.rawValue) == ["logfmt", "json"])
        #expect(LogLevel(rawValue: "warning") == nil)
    }

    private func runPython(_ script: String, input: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "lines-\(UUID().uuidString).json")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
