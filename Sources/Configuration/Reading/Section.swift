import Ground

/// The keys of a kind of section. Each is said once, beside the function that reads it.
///
/// A reader can ask for these keys alone, and every other key in the file is a fault.
///
/// ```swift
/// enum InvoicedKey: String, SectionKey {
///     static let place = "under `invoiced`"
///     case enabled, months
///     case pollInterval = "poll_interval"
/// }
/// ```
protocol SectionKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The place of such a section in the file, as a hint says it.
    static var place: String { get }
}

extension SectionKey {
    /// The keys as the file has them.
    static var names: [String] { allCases.map(\.rawValue) }
}

/// A mapping of the file that has certain keys. Those that it should not have are faults.
struct Section<Key: SectionKey> {
    let path: String
    /// False where the file has something else in its place, which is a fault that is told.
    let isMapping: Bool
    private let context: ReadingContext
    private var values: [Key: ConfigurationValue] = [:]

    /// - Parameter node: one that is not there, or is empty, leaves all defaults.
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

    /// The section that an item of a list is.
    init(_ item: ConfigurationValue) {
        self.init(item.node, path: item.path, context: item.context)
    }

    /// The value of a key; nil where it is not given.
    subscript(key: Key) -> ConfigurationValue? { values[key] }

    /// Reads a key's value into a setting, which keeps its default where the key is not given or has a fault.
    func read<Setting>(_ key: Key, into setting: inout Setting, _ reader: (ConfigurationValue) -> Setting?) {
        if let value = values[key].flatMap(reader) { setting = value }
    }

    /// The section below a key.
    func section<Below>(_ key: Key, of keys: Below.Type) -> Section<Below> {
        Section<Below>(values[key]?.node, path: path(of: key), context: context)
    }

    /// The mapping below a key, whose own keys are for the user to choose.
    func entries(_ key: Key) -> [Entry] {
        context.entries(of: values[key]?.node, path: path(of: key)) ?? []
    }

    /// True where a key has no fault, so that what depends on it can be judged.
    func isSound(_ key: Key) -> Bool { !context.faults.has(path: path(of: key)) }

    /// A key's name within the whole configuration.
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

    /// The sections that have a key; nil where there is none, or many.
    private func places(of key: String) -> String? {
        let places = context.sections.filter { $0.names.contains(key) }.map { $0.place }
        return (1...2).contains(places.count) ? places.joined(separator: " or ") : nil
    }
}
