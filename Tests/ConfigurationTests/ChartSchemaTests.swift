import Foundation
import TestSupport
import Testing

@testable import Configuration

/// The schema of the Helm chart's value `config`: a key that the program does not know is refused before a pod is made.
struct ChartSchemaTests {
    private static var config: [String: Any] {
        let file = RepositoryPaths.root.appending(path: "deploy/helm/oresundskraft-exporter/values.schema.json")
        guard let data = try? Data(contentsOf: file), let root = try? JSONSerialization.jsonObject(with: data) else {
            return [:]
        }
        return child(root, ["properties", "config"])
    }

    private static func child(_ node: Any, _ path: [String]) -> [String: Any] {
        path.reduce(node as? [String: Any] ?? [:]) { $0[$1] as? [String: Any] ?? [:] }
    }

    /// Expects a section of the schema to have the keys of the program's, and no others.
    private func expect<Key: SectionKey>(_ path: [String], _ type: Key.Type, except: Set<String> = []) {
        let section = Self.child(Self.config, path)
        let keys = Set((section["properties"] as? [String: Any] ?? [:]).keys)
        #expect(keys == Set(Key.names).subtracting(except), "\(path)")
        #expect(section["additionalProperties"] as? Bool == false, "\(path)")
    }

    @Test func theSchemaHasTheKeysOfTheConfiguration() {
        func below(_ keys: String...) -> [String] { keys.flatMap { $0 == "[]" ? ["items"] : ["properties", $0] } }
        expect([], RootKey.self)
        // The key itself would be readable in a ConfigMap.
        expect(below("api"), APIKey.self, except: ["subscription_key"])
        expect(below("api", "tls"), TLSKey.self)
        expect(below("customers", "[]"), GroupKey.self)
        expect(below("time_series"), TimeSeriesKey.self)
        expect(below("invoiced"), InvoicedKey.self)
        expect(below("storage"), StorageKey.self)
        expect(below("tariffs", "[]"), TariffKey.self)
        expect(below("tariffs", "[]", "price"), PriceKey.self)
        expect(below("tariffs", "[]", "windows", "[]"), WindowKey.self)
        expect(below("tariffs", "[]", "windows", "[]", "price"), PriceKey.self)
        expect(below("remote_write", "[]"), ReceiverKey.self)
        expect(below("remote_write", "[]", "tls"), ReceiverTLSKey.self)
        expect(below("remote_write", "[]", "tls_config"), ReceiverTLSKey.self)
        expect(below("remote_write", "[]", "basic_auth"), BasicAuthKey.self)
        expect(below("facts") + ["additionalProperties"], FactsKey.self)
        expect(below("properties") + ["additionalProperties"], PropertyKey.self)
    }
}
