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

    @Test func aNameInFactsTakesPrecedence() throws {
        let configuration = try load(
            "names: {735: a, 736: b, 737: c}\nfacts: {735: {name: d}, 736: {network: e}, 738: {name: f}}\n", [:])
        #expect(configuration.meterNames == ["735": "d", "736": "b", "737": "c", "738": "f"])
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

    @Test(arguments: ["sep=;\r\n", "\u{FEFF}\"sep=;\"\n", "SEP=;\n"])
    func theLineThatNamesTheSeparatorToExcelIsNoHeader(line: String) throws {
        let text = line + "metering_point;name\n735999000000000015;A,B,C\n"
        let configuration = try load("facts_file: facts.csv\n", ["facts.csv": text])
        #expect(configuration.facts == ["735999000000000015": GivenFacts(name: "A,B,C")])
    }

    @Test func aQuoteInTheMidstOfAFieldIsACharacter() throws {
        let text = "metering_point;name;network\n735999000000000015;Rör 5\";Norr\n735999000000000022; \"Rör 7\"\"\" ;\n"
        let configuration = try load("facts_file: facts.csv\n", ["facts.csv": text])
        #expect(configuration.facts["735999000000000015"] == GivenFacts(name: "Rör 5\"", network: "Norr"))
        #expect(configuration.facts["735999000000000022"] == GivenFacts(name: "Rör 7\""))
    }

    /// The faults of a `facts_file`, without the names of the file and the key.
    private func faults(_ text: String, in key: String = "facts_file") throws -> [String] {
        let folder = try ConfigurationFolder()
        try folder.write(text, to: "table.csv")
        return try folder.faults(customers + "\(key): table.csv\n").split(separator: "\n").map { line in
            String(line).replacing("table.csv:", with: "").replacing(" \(key):", with: "")
        }
    }

    @Test func aFaultBehindALineBreakInQuotesHasItsOwnLine() throws {
        #expect(
            try faults("metering_point;name\r\n735999000000000015;\"two\r\nlines\"\r\n735;\r\n735;\r\n") == [
                "2:20: must not contain a line break or another control character",
                "5:1: `735` is given twice (the first is on line 4)",
            ])
    }

    @Test func aColumnThatIsThereTwiceIsAFault() throws {
        #expect(
            try faults("metering_point;name;labels.a;name;labels.a;;\n735999000000000015;a;b;c;d;;\n") == [
                "1:30: the column `name` is there twice: remove one",
                "1:35: the column `labels.a` is there twice: remove one",
            ])
    }

    @Test func aMissingColumnIsOneFaultAndNotOneForEachRow() throws {
        #expect(
            try faults("property;areal\nA;1\nB;2\n", in: "properties_file") == [
                "1:1: the column `area` is missing",
                "1:10: unknown column `areal`, did you mean `area`?: there are `property`, `area`",
            ])
    }

    @Test func aByteThatIsNotUTF8HasALine() throws {
        let folder = try ConfigurationFolder()
        try folder.write(Data("metering_point;name\n735999000000000015;H".utf8) + [0xE4], to: "facts.csv")
        #expect(
            try folder.faults(customers + "facts_file: facts.csv\n")
                == "facts.csv:2:1: facts_file: is not in UTF-8: save it as `CSV UTF-8`")
    }

    @Test(arguments: ["7,35999E+17", "7.35999e+17", "'735999000000000015", "735 999"])
    func anIDThatASpreadsheetHasChangedIsNamed(id: String) throws {
        let fault = try faults("metering_point;name\n\(id);x\n")
        #expect(fault.count == 1 && fault[0].hasPrefix("2:1: `\(id)`: the id of a metering point must be "))
        #expect(fault[0].contains("a spreadsheet has shortened") == id.lowercased().contains("e+"))
    }

    @Test func aShortenedIDIsAFaultWhereverIDsAreGiven() throws {
        for text in ["facts: {\"7.35999E+17\": {name: x}}", "names: {7.35999E+17: x}"] {
            #expect(try ConfigurationFolder().faults(customers + text).contains("a spreadsheet has shortened"))
        }
        let text = "customers: [{numbers: [\"100001\"], metering_points: [7.35999E+17]}]\n"
        #expect(try ConfigurationFolder().faults(text).contains("a spreadsheet has shortened"))
    }

    @Test(arguments: [
        ("1250", 1250), ("1250,5", 1250.5), ("1 250,5", 1250.5), ("1\u{A0}250", 1250), ("12\u{202F}000", 12000),
        ("1250.25", 1250.25), ("0,125", 0.125), ("12345,678", 12345.678),
    ])
    func anAreaIsReadAsASpreadsheetWritesIt(text: String, area: Double) {
        #expect(AreaText.read(text) == .area(area))
    }

    @Test(arguments: [
        "0", "0,0", "-5", "+5", "stor", "NaN", "inf", "1e3", "1250 m2", "1.250,5", "1,250.5", "1 2 3", "12 50", ",",
        ".",
        "1,", "１２", "1,250", "1.250", "12.500", String(repeating: "9", count: 400),
    ])
    func whatIsNoAreaOrMayBeTwoIsAFault(text: String) throws {
        let fault = try faults("property;area\nA;\(text)\n", in: "properties_file")
        #expect(fault.count == 1 && fault[0].hasPrefix("2:3: `"))
    }

    @Test(arguments: ["\"\"", "\" A\"", "\"A\\nB\""])
    func theNameOfAPropertyIsALabel(name: String) throws {
        let fault = try ConfigurationFolder().faults(customers + "properties: {\(name): {area: 12}}\n")
        #expect(fault.contains("properties: the name of a property must not"))
    }

    @Test func faultsOfOneFileStandTogether() throws {
        let folder = try ConfigurationFolder()
        try folder.write("metering_point\n7 3\n7 4\n", to: "b.csv")
        try folder.write("property;area\nA;x\n\nB;y\n", to: "a.csv")
        let files = try folder.faults("facts_file: b.csv\nproperties_file: a.csv\ncustomers: []\n").split(
            separator: "\n"
        )
        .map { $0.prefix { $0 != ":" } }
        #expect(files == ["oresundskraft.yml", "a.csv", "a.csv", "b.csv", "b.csv"])
    }
}
