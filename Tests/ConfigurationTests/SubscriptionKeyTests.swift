import Ground
import Testing

@testable import Configuration

struct SubscriptionKeyTests {
    private let group = "customers: [{numbers: [100001]}]\n"

    @Test func theGroupsFileComesFirstThenTheFileThenTheEnvironmentThenTheCredential() throws {
        let folder = try ConfigurationFolder()
        try folder.write("of-group\n", to: "group-key")
        try folder.write("of-api\r\n", to: "api-key")
        try folder.write("of-credential", to: "subscription-key")
        let all = ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "of-environment", "CREDENTIALS_DIRECTORY": folder.path]
        let credential = ["CREDENTIALS_DIRECTORY": folder.path]
        func key(_ text: String, _ environment: [String: String]) throws -> String {
            try folder.load(text, environment: environment).configuration.customers[0].subscriptionKey.reveal()
        }
        let own = "customers: [{numbers: [100001], subscription_key_file: group-key}]\n"
        #expect(try key(own + "api: {subscription_key_file: api-key}", all) == "of-group")
        #expect(try key(group + "api: {subscription_key_file: api-key}", all) == "of-api")
        #expect(try key(group + "api: {subscription_key: of-file}", all) == "of-file")
        #expect(try key(group, all) == "of-environment")
        #expect(try key(group, credential) == "of-credential")
    }

    @Test func withoutAnyTheFaultNamesTheWaysToGiveOne() throws {
        let faults = try ConfigurationFolder().faults(group, environment: [:])
        #expect(
            faults == """
                oresundskraft.yml:1:13: customers[0]: no subscription key: give `api.subscription_key_file`, \
                set ORESUNDSKRAFT_SUBSCRIPTION_KEY, or pass the systemd credential subscription-key
                """)
    }

    @Test func noneIsNeededWhereEveryGroupHasItsOwn() throws {
        let folder = try ConfigurationFolder()
        try folder.write("hunter2", to: "key")
        let text = "customers: [{numbers: [100001], subscription_key_file: key}]\n"
        #expect(try folder.faults(text, environment: [:]).isEmpty)
        #expect(try folder.faults(text, environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": ""]).isEmpty)
    }

    @Test func anEmptyCredentialsFolderIsIgnored() throws {
        let folder = try ConfigurationFolder()
        #expect(
            try folder.faults(group, environment: ["CREDENTIALS_DIRECTORY": folder.path]).contains(
                "no subscription key"))
    }

    @Test(arguments: [
        ("", "is empty"), ("\n", "is empty"), ("a\nb", "has more than one line: the key is one line of ASCII"),
        ("a\n\n", "has more than one line: the key is one line of ASCII"),
        ("a b", "contains a blank, a control character or a character outside ASCII: the key is plain ASCII"),
        ("a\u{7}", "contains a blank, a control character or a character outside ASCII: the key is plain ASCII"),
        ("ö", "contains a blank, a control character or a character outside ASCII: the key is plain ASCII"),
    ])
    func aBrokenKeyIsAnErrorWhereverItIs(text: String, reason: String) throws {
        let folder = try ConfigurationFolder()
        try folder.write(text, to: "subscription-key")
        #expect(
            try folder.faults(group + "api: {subscription_key_file: subscription-key}", environment: [:])
                == "oresundskraft.yml:2:30: api.subscription_key_file: `subscription-key` \(reason)")
        #expect(
            try folder.faults(group, environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": text])
                == "oresundskraft.yml: the environment variable ORESUNDSKRAFT_SUBSCRIPTION_KEY \(reason)")
        #expect(
            try folder.faults(group, environment: ["CREDENTIALS_DIRECTORY": folder.path])
                == "oresundskraft.yml: the systemd credential subscription-key \(reason)")
    }

    @Test func anUnusableEnvironmentKeyIsNotSkippedForTheCredential() throws {
        let folder = try ConfigurationFolder()
        try folder.write("hunter2", to: "subscription-key")
        let environment = ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "", "CREDENTIALS_DIRECTORY": folder.path]
        #expect(try folder.faults(group, environment: environment).hasSuffix("is empty"))
    }

    @Test func aKeyFileIsReadAgainAtEachLoad() throws {
        let folder = try ConfigurationFolder()
        let text = group + "api: {subscription_key_file: key}"
        try folder.write("first", to: "key")
        #expect(try folder.load(text).configuration.customers[0].subscriptionKey.reveal() == "first")
        try folder.write("second", to: "key")
        #expect(try folder.load(text).configuration.customers[0].subscriptionKey.reveal() == "second")
    }

    @Test func aWorldReadableKeyFileIsAWarning() throws {
        let folder = try ConfigurationFolder()
        try folder.write("hunter2", to: "key", mode: 0o644)
        #expect(
            try folder.load(group + "api: {subscription_key_file: key}").warnings == [
                "oresundskraft.yml:2:30: api.subscription_key_file: `key` can be read by every user of this machine: chmod 640 it"
            ])
        try folder.write("hunter2", to: "key", mode: 0o640)
        #expect(try folder.load(group + "api: {subscription_key_file: key}").warnings.isEmpty)
    }

    @Test func aSecretInAWorldReadableConfigurationIsAWarning() throws {
        let folder = try ConfigurationFolder()
        let text =
            group + "api: {subscription_key: hunter2, headers: {X-A: hunter2}, proxy: \"http://a:hunter2@b:1\"}\n"
        let file = try folder.write(text, to: "open.yml", mode: 0o644)
        let warnings = try Configuration.load(path: file, environment: [:]).warnings
        #expect(warnings.map(\.keyPath) == ["api.subscription_key", "api.headers.X-A", "api.proxy"])
        #expect(warnings.allSatisfy { !$0.description.contains("hunter2") })
        #expect(try folder.load(text).warnings.isEmpty)
    }

    @Test func aKeyFileThatIsTooLargeIsRefused() throws {
        let folder = try ConfigurationFolder()
        try folder.write(String(repeating: "a", count: 5_000), to: "key")
        #expect(
            try folder.faults(group + "api: {subscription_key_file: key}").hasSuffix(
                "`key` cannot be read: it is larger than 4KiB"))
    }

    @Test func aFileWhoseNameLooksLikeAKeyIsNamed() throws {
        let folder = try ConfigurationFolder()
        try folder.write("", to: "oresundskraftsubscriptionkey")
        #expect(
            try folder.faults(group + "api: {subscription_key_file: oresundskraftsubscriptionkey}").hasSuffix(
                "`oresundskraftsubscriptionkey` is empty"))
    }
}
