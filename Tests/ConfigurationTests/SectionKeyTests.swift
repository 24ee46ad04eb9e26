import Testing

@testable import Configuration

struct SectionKeyTests {
    /// A key of a section, with a value that no key takes, in a file that is right but for it.
    struct Misuse: CustomTestStringConvertible {
        let path: String
        let text: String
        var testDescription: String { path }

        /// - Parameters:
        ///   - section: as the file has it, `%` for the keys.
        ///   - others: keys that the section has to have beside it, with their values.
        static func all<Key: SectionKey>(
            _ type: Key.Type, at path: String, in section: String, others: [String: String] = [:]
        ) -> [Misuse] {
            Key.names.map { key in
                var pairs = others
                pairs[key] = "[[1]]"
                let keys = pairs.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
                let text = section.replacing("%", with: keys)
                let customers = text.contains("customers:") ? "" : ", customers: [{numbers: [1]}]"
                return Misuse(path: path.isEmpty ? key : "\(path).\(key)", text: "{\(text)\(customers)}")
            }
        }
    }

    private static let misuses: [Misuse] = [
        Misuse.all(RootKey.self, at: "", in: "%"),
        Misuse.all(APIKey.self, at: "api", in: "api: {%}"),
        Misuse.all(TLSKey.self, at: "api.tls", in: "api: {tls: {%}}"),
        Misuse.all(GroupKey.self, at: "customers[0]", in: "customers: [{%}]", others: ["numbers": "[1]"]),
        Misuse.all(TimeSeriesKey.self, at: "time_series", in: "time_series: {%}"),
        Misuse.all(InvoicedKey.self, at: "invoiced", in: "invoiced: {%}"),
        Misuse.all(StorageKey.self, at: "storage", in: "storage: {%}"),
        Misuse.all(TariffKey.self, at: "tariffs[0]", in: "tariffs: [{%}]", others: ["name": "a"]),
        Misuse.all(WindowKey.self, at: "tariffs[0].windows[0]", in: "tariffs: [{name: a, windows: [{%}]}]"),
        Misuse.all(
            PriceKey.self, at: "tariffs[0].price", in: "tariffs: [{name: a, price: {%}}]",
            others: ["amount": "1", "currency": "SEK"]),
        Misuse.all(
            ReceiverKey.self, at: "remote_write[0]", in: "remote_write: [{%}]",
            others: ["url": "\"http://127.0.0.1/write\""]),
        Misuse.all(
            ReceiverTLSKey.self, at: "remote_write[0].tls_config",
            in: "remote_write: [{url: \"https://127.0.0.1/write\", tls_config: {%}}]"),
        Misuse.all(
            BasicAuthKey.self, at: "remote_write[0].basic_auth",
            in: "remote_write: [{url: \"http://127.0.0.1/write\", basic_auth: {%}}]",
            others: ["username": "anna", "password_file": "none"]),
        Misuse.all(
            FactsKey.self, at: "facts.735999000000000015", in: "facts: {\"735999000000000015\": {%}}"),
        Misuse.all(PropertyKey.self, at: "properties.School", in: "properties: {School: {%}}"),
    ].flatMap { $0 }

    /// A key that is declared and never read would be ignored silently.
    @Test(arguments: misuses)
    func everyDeclaredKeyIsRead(misuse: Misuse) throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write(misuse.text, to: "c.yml")
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(path: file, environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"])
        }
        #expect(
            error.faults.contains { fault in
                fault.keyPath.hasPrefix(misuse.path)
                    && ["got a list", "got text"].contains { fault.message.hasSuffix($0) }
            }, "\(error)")
    }

    @Test func everyKindOfSectionIsHeldToThat() {
        let declared = ConfigurationReader.sections.map { $0.names.count }.reduce(0, +)
        #expect(Self.misuses.count == declared)
    }
}
