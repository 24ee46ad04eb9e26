import Ground

/// The keys of a kind of section. Each is listed once, beside the function that reads it.
///
/// A reader can use only these keys, and every other key in the file is a fault.
///
/// ```swift
/// enum InvoicedKey: String, SectionKey {
///     static let place = "under `invoiced`"
///     case enabled, months
///     case pollInterval = "poll_interval"
/// }
/// ```
protocol SectionKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The place of such a section in the file, worded for a hint.
    static var place: String { get }
}

extension SectionKey {
    /// The keys as the file has them.
    static var names: [String] { allCases.map(\.rawValue) }
}

/// A mapping of the file with certain keys. Any other key is a fault.
struct Section<Key: SectionKey> {
    let path: String
    /// False if the file has something else in its place, which is a reported fault.
    let isMapping: Bool
    private let context: ReadingContext
    private var values: [Key: ConfigurationValue] = [:]

    /// - Parameter node: a missing or empty one leaves all defaults.
    init(_ node: YAMLNode?, path: String, context: ReadingContext) {
        self.path = path
        self.context = context
        let entries = context.entries(of: node, path: path)
        isMapping = entries != nil
        for entry in entries ?? [] {
            if let key = Key(rawValue: entry.name) {
                values[key] = entry.value
            } else {
                reportUnknown(entry)
            }
        }
    }

    /// Reads a section that is an item of a list.
    init(_ item: ConfigurationValue) {
        self.init(item.node, path: item.path, context: item.context)
    }

    /// The value of a key; nil if it is not given.
    subscript(key: Key) -> ConfigurationValue? { values[key] }

    /// Reads a key's value into a setting, which keeps its default if the key is not given or has a fault.
    func read<Setting>(_ key: Key, into setting: inout Setting, _ reader: (ConfigurationValue) -> Setting?) {
        if let value = values[key].flatMap(reader) { setting = value }
    }

    /// The section below a key.
    func section<Below>(_ key: Key, of keys: Below.Type) -> Section<Below> {
        Section<Below>(values[key]?.node, path: path(of: key), context: context)
    }

    /// The mapping below a key, with keys of the user's choice.
    func entries(_ key: Key) -> [Entry] {
        context.entries(of: values[key]?.node, path: path(of: key)) ?? []
    }

    /// Returns true if a key has no fault, so that settings that depend on it can be judged.
    func isSound(_ key: Key) -> Bool { !context.faults.has(path: path(of: key)) }

    /// Returns a key's name within the whole configuration.
    func path(of key: Key) -> String { ConfigurationPath.joined(path, key.rawValue) }

    private func reportUnknown(_ entry: Entry) {
        guard let key = ConfigurationPath.showable(entry.name) else {
            entry.faultOfName(
                "unknown key (not shown: it does not look like one; is a blank missing after a colon?)")
            return
        }
        let hint =
            if let near = NearMiss.suggestion(for: key, among: Key.names) {
                ", did you mean `\(near)`?"
            } else if let places = places(of: key) {
                ": it belongs \(places)"
            } else {
                ""
            }
        entry.faultOfName("unknown key `\(key)`\(hint)")
    }

    /// Returns the sections that have a key; nil if there are none, or many.
    private func places(of key: String) -> String? {
        let places = context.sections.filter { $0.names.contains(key) }.map { $0.place }
        return (1...2).contains(places.count) ? places.joined(separator: " or ") : nil
    }
}
