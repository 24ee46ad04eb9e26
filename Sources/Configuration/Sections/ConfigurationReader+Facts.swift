import Ground
import Metering

/// The keys of an entry of `facts`. They are the columns of a `facts_file` too.
enum FactsKey: String, SectionKey {
    static let place = "in an entry of `facts`"
    case name, property, network, labels
    case costCenter = "cost_center"
}

/// The keys of an entry of `properties`.
enum PropertyKey: String, SectionKey {
    static let place = "in an entry of `properties`"
    case area
}

extension ConfigurationReader {
    /// Reads facts about metering points by id, from the file and from `facts_file`.
    func readFacts(_ top: Section<RootKey>) -> [String: GivenFacts] {
        var facts = top[.factsFile].map(readFactsFile) ?? [:]
        for entry in top.entries(.facts) {
            if let reason = Identifier.fault(of: entry.name) {
                entry.faultOfName("the id of a metering point \(reason)")
                continue
            }
            let section = Section<FactsKey>(entry.value)
            var given = GivenFacts()
            section.read(.name, into: &given.name) { $0.label() }
            section.read(.property, into: &given.property) { $0.label() }
            section.read(.costCenter, into: &given.costCenter) { $0.label() }
            section.read(.network, into: &given.network) { $0.label() }
            for label in section.entries(.labels) {
                if let reason = FreeLabel.fault(of: label.name) {
                    label.faultOfName(reason)
                } else if let text = label.value.label() {
                    given.labels[label.name] = text
                }
            }
            if facts.updateValue(given, forKey: entry.name) != nil {
                entry.faultOfName("\(quoted(entry.name)) is in `\(RootKey.factsFile.rawValue)` too: give it only once")
            }
        }
        return facts
    }

    /// Reads the areas of properties in square meters.
    func readProperties(_ top: Section<RootKey>) -> [String: Double] {
        var areas = top[.propertiesFile].map(readPropertiesFile) ?? [:]
        for entry in top.entries(.properties) {
            if let reason = ConfigurationValue.faultOfLabel(entry.name) {
                entry.faultOfName("the name of a property \(reason)")
                continue
            }
            let section = Section<PropertyKey>(entry.value)
            guard let value = section[.area] else {
                if section.isMapping { entry.value.fault("`area` is missing: the heated area in square meters") }
                continue
            }
            guard let area = value.decimal(from: 0) else { continue }
            guard area > 0 else {
                value.fault("must be above 0: leave the property out if its area is not known")
                continue
            }
            if areas.updateValue(area, forKey: entry.name) != nil {
                entry.faultOfName(
                    "\(quoted(entry.name)) is in `\(RootKey.propertiesFile.rawValue)` too: give it only once")
            }
        }
        return areas
    }

    // MARK: Files

    private func readFactsFile(_ value: ConfigurationValue) -> [String: GivenFacts] {
        let optional = ["name", "property", "cost_center", "network"]
        guard let table = TableFile(value, required: ["metering_point"], optional: optional, prefix: "labels.")
        else { return [:] }
        var facts: [String: GivenFacts] = [:]
        for row in table.rows(keyedBy: "metering_point", check: Self.faultOfID) {
            var given = GivenFacts(
                name: row["name"], property: row["property"], costCenter: row["cost_center"],
                network: row["network"])
            for (column, text) in row.texts where column.hasPrefix("labels.") {
                given.labels[String(column.dropFirst("labels.".count))] = text
            }
            facts[row.key.text] = given
        }
        return facts
    }

    private func readPropertiesFile(_ value: ConfigurationValue) -> [String: Double] {
        guard let table = TableFile(value, required: ["property", "area"], prefix: nil) else { return [:] }
        var areas: [String: Double] = [:]
        for row in table.rows(keyedBy: "property", check: { _ in nil }) {
            guard let field = row.fields["area"], !field.text.isEmpty else {
                table.fault("`area` is missing: the heated area in square meters", at: row.key.position)
                continue
            }
            switch AreaText.read(field.text) {
            case .area(let area): areas[row.key.text] = area
            case .fault(let reason): table.fault("\(quoted(field.text)) \(reason)", at: field.position)
            }
        }
        return areas
    }

    private static func faultOfID(_ text: String) -> String? {
        Identifier.fault(of: text).map { "\(quoted(text)): the id of a metering point \($0)" }
    }
}
