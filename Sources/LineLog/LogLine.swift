import Logging

/// One log line before it is rendered.
struct LogLine {
    let time: String
    let level: LogLevel
    let message: String
    let fields: Logger.Metadata

    func text(as format: LogFormat) -> String {
        switch format {
        case .logfmt: logfmt
        case .json: json
        }
    }

    /// Keys that every line begins with.
    static let ownKeys = ["ts", "level", "msg"]

    private var logfmt: String {
        var text = "ts=\(time) level=\(level.rawValue) msg=\(Logfmt.value(message))"
        var taken = Set(Self.ownKeys)
        for (name, value) in Logfmt.flattened(fields) {
            text += " \(Self.free(Logfmt.key(name), among: &taken))=\(Logfmt.value(value))"
        }
        return text
    }

    private var json: String {
        var text =
            "{\"ts\":\(JSONText.string(time)),\"level\":\"\(level.rawValue)\",\"msg\":\(JSONText.string(message))"
        var taken = Set(Self.ownKeys)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            text += ",\(JSONText.string(Self.free(name, among: &taken))):\(JSONText.value(value))"
        }
        return text + "}"
    }

    /// Returns a key that the line does not have yet, because readers keep only one of two equal keys.
    private static func free(_ key: String, among taken: inout Set<String>) -> String {
        var key = key
        while !taken.insert(key).inserted { key += "_" }
        return key
    }
}
