import Ground
import Metering

/// The keys of a group of `customers`.
enum GroupKey: String, SectionKey {
    static let place = "in a group of `customers`"
    case numbers, name, resolution, subsidiary
    case subscriptionKeyFile = "subscription_key_file"
    case deliveryCategories = "delivery_categories"
    case meteringPoints = "metering_points"
    case timeSeriesFlow = "time_series_flow"
}

extension ConfigurationReader {
    /// Settings that groups take from the rest of the configuration.
    struct GroupDefaults {
        let key: SharedKey
        let resolution: Configuration.Resolution
        let listEncoding: Configuration.ListEncoding
    }

    func readCustomers(_ top: Section<RootKey>, defaults: GroupDefaults) -> [Configuration.CustomerGroup] {
        guard let value = top[.customers] else {
            if top.isMapping {
                context.faults.add("at least one is needed", at: nil, path: top.path(of: .customers))
            }
            return []
        }
        guard let items = value.items() else { return [] }
        if items.isEmpty { value.fault("at least one is needed") }
        let groups = items.map { item in
            let section = Section<GroupKey>(item)
            return GroupReader(item: item, section: section, numbers: readNumbers(section, of: item))
        }
        checkNames(of: groups)
        warnOfSharedNumbers(in: groups)
        if let group = groups.first(where: { !$0.hasKeyFile }) {
            switch defaults.key {
            case .found, .faulty: break
            case .absent: group.item.fault(Self.absentKey)
            case .broken(let reason): context.faults.add(reason, at: nil)
            }
        }
        return groups.map { read($0, defaults: defaults) }
    }

    /// A group whose numbers and name are read before the rest.
    private struct GroupReader {
        let item: ConfigurationValue
        let section: Section<GroupKey>
        let numbers: [(text: String, value: ConfigurationValue)]
        /// The name in the file, or else the first number; nil if neither is valid.
        let name: String?

        init(
            item: ConfigurationValue, section: Section<GroupKey>, numbers: [(text: String, value: ConfigurationValue)]
        ) {
            self.item = item
            self.section = section
            self.numbers = numbers
            name = section[.name].map { $0.label() } ?? numbers.first?.text
        }

        var hasKeyFile: Bool { section[.subscriptionKeyFile].map { !$0.isEmptyText } ?? false }
    }

    private func read(_ source: GroupReader, defaults: GroupDefaults) -> Configuration.CustomerGroup {
        let section = source.section
        let found = effectiveKey(section, shared: defaults.key)
        var group = Configuration.CustomerGroup(
            numbers: source.numbers.map(\.text), name: source.name ?? "",
            subscriptionKey: found?.key ?? Secret(""), subscriptionKeySource: found?.source ?? .configuration)
        group.resolution = defaults.resolution
        section.read(.resolution, into: &group.resolution) { $0.choice() }
        section.read(.deliveryCategories, into: &group.deliveryCategories) { value in
            value.texts { text in
                guard defaults.listEncoding == .comma, text.contains(",") else { return nil }
                return "\(quoted(text)) contains a comma, which `list_encoding: comma` cannot carry"
            }
        }
        section.read(.meteringPoints, into: &group.meteringPoints) { $0.texts(Identifier.fault(of:)) }
        section.read(.subsidiary, into: &group.subsidiary) { $0.boolean() }
        section.read(.timeSeriesFlow, into: &group.timeSeriesFlow) { $0.boolean() }
        return group
    }

    private static let absentKey = """
        no subscription key: give `api.subscription_key_file`, set \(SubscriptionKey.environmentVariable), or pass the \
        systemd credential \(SubscriptionKey.credential)
        """

    /// Checks that names are unique. A group's name is its label in metrics, which must not be exposed twice.
    private func checkNames(of groups: [GroupReader]) {
        var positions: [String: SourcePosition] = [:]
        for group in groups {
            guard let name = group.name else { continue }
            let value = group.section[.name] ?? group.item
            if let first = positions[name] {
                let both = "two groups are called \(quoted(name)) (the first is on line \(first.line))"
                value.fault("\(both): give each its own name")
            } else {
                positions[name] = value.position
            }
        }
    }

    private func warnOfSharedNumbers(in groups: [GroupReader]) {
        var owners: [String: String] = [:]
        for group in groups {
            for number in group.numbers {
                let customer = CustomerNumber.normalized(number.text)
                if let owner = owners[customer] {
                    number.value.warn("\(quoted(number.text)) is in group \(quoted(owner)) too: it is asked for twice")
                } else {
                    owners[customer] = group.name ?? ""
                }
            }
        }
    }

    private func readNumbers(
        _ section: Section<GroupKey>, of item: ConfigurationValue
    ) -> [(text: String, value: ConfigurationValue)] {
        guard let value = section[.numbers] else {
            // An item that is not a mapping has its fault already.
            if case .mapping = item.node.content {
                item.fault("`numbers` is missing: a group needs its customer numbers")
            } else if item.node.isNull {
                item.fault("is empty: a group needs its customer numbers")
            }
            return []
        }
        guard let items = value.items() else { return [] }
        if items.isEmpty { value.fault("at least one customer number is needed") }
        var numbers: [(text: String, value: ConfigurationValue)] = []
        var lines: [String: Int] = [:]
        for item in items {
            guard let text = item.text() else { continue }
            // Zeros in front make no other customer.
            let customer = CustomerNumber.normalized(text)
            if let reason = Identifier.fault(of: text) {
                item.fault("\(quoted(text)): a customer number \(reason)")
            } else if let line = lines[customer] {
                item.fault("\(quoted(text)) is given twice in this group (the first is on line \(line))")
            } else {
                lines[customer] = item.position.line
                numbers.append((text, item))
            }
        }
        return numbers
    }
}
