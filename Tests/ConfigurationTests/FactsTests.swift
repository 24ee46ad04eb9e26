import Foundation
import Metering
import Testing

@testable import Configuration

struct FactsTests {
    private let customers = "customers: [{numbers: [\"100001\"]}]\n"

    private func load(
        _ text: String, _ files: [String: String]
    ) throws -> Configuration {
        let folder = try ConfigurationFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        return try folder.load(customers + text, environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"])
            .configuration
    }

    @Test func aFileOfASwedishSpreadsheetIsRead() throws {
        let configuration = try load(
            "facts_file: facts.csv\nproperties_file: areas.csv\n",
            [
                "facts.csv":
                    "\u{FEFF}metering_point;name;property;cost_center;network;labels.owner\r\n"
                    + "735999000000000015;\"Pannrum; norra \"\"A\"\"\";Ängen 1;4711;Helsingborg;skola\r\n"
                    + "735999000000000022;;Ängen 1;;;\r\n;;;;;\r\n",
                "areas.csv": "\u{FEFF}property;area\r\nÄngen 1;1 250,5\r\n",
            ])
        #expect(
            configuration.facts == [
                "735999000000000015": GivenFacts(
                    name: "Pannrum; norra \"A\"", property: "Ängen 1", costCenter: "4711", network: "Helsingborg",
                    labels: ["owner": "skola"]),
                "735999000000000022": GivenFacts(property: "Ängen 1"),
            ])
        #expect(configuration.properties == ["Ängen 1": 1250.5])
    }

    @Test func commasTabsAndOldLineEndsAreReadToo() throws {
        for (separator, end) in [(",", "\n"), ("\t", "\r"), (";", "\r\n")] {
            let text = [["metering_point", "name"], ["735999000000000015", "Hus"]]
                .map { $0.joined(separator: separator) + end }.joined()
            let configuration = try load("facts_file: facts.csv\n", ["facts.csv": text])
            #expect(configuration.facts["735999000000000015"]?.name == "Hus")
        }
    }

    @Test func anIDInBothPlacesIsAFault() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try load(
                "facts_file: facts.csv\nfacts: {\"735999000000000015\": {name: x}}\n",
                ["facts.csv": "metering_point,name\n735999000000000015,Hus\n"])
        }
        #expect(error.description.contains("is in `facts_file` too"))
    }

    @Test func aFileThatIsNotUTF8IsAFault() throws {
        let folder = try ConfigurationFolder()
        try folder.write(Data([0x6D, 0xE4]), to: "facts.csv")
        let error = try #require(throws: ConfigurationError.self) {
            try folder.load(customers + "facts_file: facts.csv\n", environment: [:])
        }
        #expect(error.description.contains("is not in UTF-8: save it as `CSV UTF-8`"))
    }

    @Test(arguments: ["", "\n\n", "name\nx\n", "metering_point;\"name\n735999000000000015"])
    func aFileWithoutAUsableHeaderIsAFault(text: String) throws {
        #expect(throws: ConfigurationError.self) { try load("facts_file: facts.csv\n", ["facts.csv": text]) }
    }
}
