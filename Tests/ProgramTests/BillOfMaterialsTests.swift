import Foundation
import TestSupport
import Testing

/// `make sbom`: what the program is made of, in CycloneDX.
@Suite(.timeLimit(.minutes(5))) struct BillOfMaterialsTests {
    private struct Bill: Decodable {
        struct Licence: Decodable {
            struct Named: Decodable {
                var id: String?
                var name: String?
            }
            var license: Named?
            var expression: String?
        }
        struct Component: Decodable {
            var name: String
            var version: String
            var licenses: [Licence]
            var purl: String?
            var scope: String?
        }
        struct Metadata: Decodable { var component: Component }
        var components: [Component]
        var metadata: Metadata
    }

    private static let script = RepositoryPaths.root.appending(path: "scripts/sbom.py").path

    private func written() async throws -> [UInt8] {
        let answer = try await Program.python.run(["-B", Self.script])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.errors == "")
        return answer.output
    }

    @Test func itIsValidByTheSchemaAndTheSameEachTime() async throws {
        let bill = try await written()
        let check = """
            import sys
            from cyclonedx.schema import SchemaVersion
            from cyclonedx.validation.json import JsonStrictValidator
            fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())
            print("valid" if fault is None else fault)
            """
        let answer = try await Program.python.run(["-c", check], input: bill)
        #expect(answer.text == "valid\n", "\(answer.errors)")
        #expect(try await written() == bill)
    }

    @Test func itNamesEachPartWithVersionAndLicence() async throws {
        let bill = try JSONDecoder().decode(Bill.self, from: Data(try await written()))
        let program = try await Program(RunningProgram.exporter).run(["version"]).text
        #expect(program.hasPrefix("oresundskraft-exporter \(bill.metadata.component.version) "))
        for part in bill.components {
            #expect(!part.version.isEmpty && !part.licenses.isEmpty, "\(part.name)")
        }

        let resolved = try String(contentsOf: RepositoryPaths.root.appending(path: "Package.resolved"), encoding: .utf8)
        let required = bill.components.filter { $0.scope == "required" }
        for pin in resolved.matches(of: /"location" : "https:\/\/[^"]*\/([^"\/]+?)(\.git)?"/) {
            #expect(required.contains { $0.name == String(pin.1) }, "\(pin.1)")
        }
        for library in ["libcurl", "libsimdjson", "libsnappy", "libsqlite3", "libz", "swift"] {
            #expect(required.contains { $0.name == library }, "\(library)")
        }

        let requirements = try String(
            contentsOf: RepositoryPaths.root.appending(path: "Tests/requirements.txt"), encoding: .utf8)
        let ofTests = bill.components.filter { $0.scope == "excluded" }
        for line in requirements.split(separator: "\n") {
            let name = line.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }.replacing("-", with: "_")
            #expect(ofTests.contains { $0.name.replacing("-", with: "_").lowercased() == name }, "\(name)")
        }
    }
}
