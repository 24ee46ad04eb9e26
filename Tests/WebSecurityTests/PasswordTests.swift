import Ground
import Synchronization
import TestSupport
import Testing

@testable import WebSecurity

struct PasswordTests {
    private static let password = BasicCredentials(user: "anna", password: Array("s3cret".utf8))

    /// Published answers: of crypt_blowfish ("wrapper.c"), and of Go's bcrypt ("allmine").
    @Test(arguments: [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
        ("allmine", "$2a$10$XajjQvNhvvRt5GSeFk1xFeyqRrsxkhBkUiQeg0dt.wU1qD4aFDcga"),
    ])
    func bcryptMatchesPublishedHashes(password: String, hash: String) {
        #expect(Bcrypt.fault == nil)
        #expect(Bcrypt.isPassword(Array(password.utf8), of: hash))
        #expect(Bcrypt.isPassword(Array(password.utf8), of: hash.replacing("$2a$", with: "$2y$")))
        #expect(!Bcrypt.isPassword(Array("\(password)x".utf8), of: hash))
        #expect(!Bcrypt.isPassword(Array(password.utf8) + [0], of: hash))
        #expect(!Bcrypt.isPassword(Array(password.utf8), of: String(hash.dropLast())))
    }

    @Test(arguments: [
        ("Basic YW5uYTpzM2NyZXQ=", "anna", "s3cret"), ("bAsIc   YW5uYTpzM2NyZXQ=", "anna", "s3cret"),
        ("Basic YW5uYTo=", "anna", ""), ("Basic YW5uYTphOmI=", "anna", "a:b"), ("Basic w6VzYTrDpA==", "åsa", "ä"),
    ])
    func credentialsAreRead(field: String, user: String, password: String) throws {
        let credentials = try #require(BasicCredentials(field))
        #expect(credentials == BasicCredentials(user: user, password: Array(password.utf8)))
    }

    @Test(arguments: [
        nil, "", "Basic", "Basic ", "Basic ###", "Basic YW5uYQ==", "Bearer YW5uYTpzM2NyZXQ=", "Basic /w==",
    ])
    func otherFieldsHoldNoCredentials(field: String?) {
        #expect(BasicCredentials(field) == nil)
    }

    @Test func wrongPasswordsDoNotDisplaceTheNewestRightOne() {
        var results = PasswordResults()
        let right = Comparison(credentials: Self.password, hash: "hash")
        results.record(right, isRight: true)
        let wrong = (0..<1000).map {
            Comparison(credentials: BasicCredentials(user: "anna", password: Array("\($0)".utf8)), hash: "hash")
        }
        for comparison in wrong { results.record(comparison, isRight: false) }
        #expect(results.result(of: right) == true)
        #expect(wrong.filter { results.result(of: $0) == false } == Array(wrong.suffix(100)))
        #expect(wrong.filter { results.result(of: $0) == nil }.count == 900)
    }

    /// The parts of one comparison never make up those of another (CVE-2022-46146).
    @Test func aResultBelongsToItsNameHashAndPasswordAlone() {
        var results = PasswordResults()
        results.record(
            Comparison(credentials: BasicCredentials(user: "a", password: Array("c".utf8)), hash: "b"), isRight: true)
        for (user, hash, password) in [
            ("a:b", "", "c"), ("", "a:b", "c"), ("a", "", "b:c"), ("a", "b:c", ""), ("a", "x", "c"),
        ] {
            let other = Comparison(
                credentials: BasicCredentials(user: user, password: Array(password.utf8)), hash: hash)
            #expect(results.result(of: other) == nil)
        }
    }

    // MARK: The queue

    @Test func equalComparisonsAreMadeOnceAndOneAtATime() async {
        let made = Mutex<[String]>([])
        let running = Mutex((now: 0, most: 0))
        let queue = ComparisonQueue(
            compare: { comparison in
                running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                made.withLock { $0.append(comparison.credentials.user) }
                running.withLock { $0.now -= 1 }
                return comparison.credentials.user == "a"
            }, onResult: { _, _ in })
        await withTaskGroup { tasks in
            for user in ["a", "b", "a", "c", "b", "a"] {
                tasks.addTask {
                    let credentials = BasicCredentials(user: user, password: [])
                    let result = await queue.result(of: Comparison(credentials: credentials, hash: ""))
                    #expect(result == (user == "a"))
                }
            }
        }
        #expect(running.withLock { $0.most } == 1)
        #expect(Set(made.withLock { $0 }) == ["a", "b", "c"])
    }

    @Test func absentClientsAreSkippedAndTooManyRefused() async throws {
        let gate = Mutex<Bool>(false)
        let made = Mutex<[String]>([])
        let queue = ComparisonQueue(
            compare: { comparison in
                made.withLock { $0.append(comparison.credentials.user) }
                while !gate.withLock({ $0 }) { pause() }
                return true
            }, onResult: { _, _ in })
        func wait(_ user: String) -> Task<Bool?, Never> {
            Task {
                await queue.result(of: Comparison(credentials: BasicCredentials(user: user, password: []), hash: ""))
            }
        }
        let first = wait("first")
        try await eventually("the first is compared") { made.withLock { $0 } == ["first"] }
        let gone = (0..<ComparisonQueue.limit).map { wait("gone \($0)") }
        try await eventually("no more can wait") { await wait("one too many").value == nil }
        for task in gone { task.cancel() }
        for task in gone { #expect(await task.value == nil) }
        let last = wait("last")
        gate.withLock { $0 = true }
        #expect(await first.value == true)
        #expect(await last.value == true)
        #expect(made.withLock { $0 } == ["first", "last"])
    }

    // MARK: Users

    private static let hashes = [
        "anna": Secret("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        "bo": Secret("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
    ]

    private func judge(_ users: Users, _ user: String, _ password: String) async -> (isRight: Bool?, wasKnown: Bool) {
        switch users.judge(BasicCredentials(user: user, password: Array(password.utf8))) {
        case .known(let isRight): (isRight, true)
        case .unknown(let result): (await result(), false)
        }
    }

    @Test func aRightPasswordIsComparedOnceUntilItsHashChanges() async {
        let users = Users()
        users.replace(with: Self.hashes)
        #expect(await judge(users, "anna", "U*U") == (true, false))
        #expect(await judge(users, "anna", "U*U") == (true, true))
        #expect(await judge(users, "anna", "wrong") == (false, false))
        #expect(await judge(users, "anna", "wrong") == (false, true))
        #expect(await judge(users, "bo", "U*U") == (false, false))
        users.replace(with: Self.hashes)
        #expect(await judge(users, "anna", "U*U") == (true, true))
        users.replace(with: ["anna": Secret("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")])
        #expect(await judge(users, "anna", "U*U") == (false, false))
        #expect(await judge(users, "anna", "U*U*") == (true, false))
        #expect(await judge(users, "bo", "U*U*").isRight == false)
    }

    @Test func anUnknownNameTakesAsLongAsAUsers() async {
        let compared = Mutex<[Comparison]>([])
        let users = Users { comparison in
            compared.withLock { $0.append(comparison) }
            return true
        }
        users.replace(with: Self.hashes)
        #expect(await judge(users, "nobody", "U*U") == (false, false))
        #expect(await judge(users, "nobody", "U*U") == (false, true))
        let hashes = compared.withLock { $0.map(\.hash) }
        #expect(hashes.count == 1)
        #expect(hashes.allSatisfy { $0.hasPrefix("$2a$05$") && $0.utf8.count == 60 }, "\(hashes)")
    }

    @Test func aPasswordWithANULIsWrongWithoutComparison() async {
        let users = Users { _ in true }
        users.replace(with: Self.hashes)
        #expect(await judge(users, "anna", "U*U\0") == (false, true))
        #expect(await judge(users, "anna", "\0") == (false, true))
    }
}

/// Lets other threads have their turn.
private func pause() {
    var tries = 0
    while tries < 10_000 { tries += 1 }
}
