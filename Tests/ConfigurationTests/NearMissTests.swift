import Ground
import Testing

@testable import Configuration

struct NearMissTests {
    @Test(arguments: [
        ("customer", "customers"), ("custmoers", "customers"), ("Time-Series", "time_series"), ("storge", "storage"),
        ("timezone", "time_zone"), ("nmaes", "names"),
    ])
    func theProbableWordIsSuggested(word: String, meant: String) {
        #expect(NearMiss.suggestion(for: word, among: RootKey.names) == meant)
    }

    @Test(arguments: ["", "x", "metrics", "web", "completely_different"])
    func nothingFarFetchedIsSuggested(word: String) {
        #expect(NearMiss.suggestion(for: word, among: RootKey.names) == nil)
    }

    @Test func nothingIsSuggestedFromAnEmptyList() {
        #expect(NearMiss.suggestion(for: "customers", among: []) == nil)
    }

    @Test(arguments: [
        ("subscription_key", "under `api`"),
        ("ca_file", "under `api.tls` or under `tls_config` of a receiver"), ("numbers", "in a group of `customers`"),
        ("months", "under `invoiced` or in a window of `tariffs[].windows`"), ("retention", "under `storage`"),
        ("poll_interval", "under `time_series` or under `invoiced`"),
    ])
    func theFaultOfAMisplacedKeyNamesItsSection(key: String, section: String) throws {
        let faults = try ConfigurationFolder().faults("\(key): 1\ncustomers: [{numbers: [1]}]\n")
        #expect(faults == "oresundskraft.yml:1:1: unknown key `\(key)`: it belongs \(section)")
    }
}
