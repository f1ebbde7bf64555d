// Keys in files that change while the program runs.
#include "adapters/credentials/user_machine.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::Kind;
using tests::Machine;
namespace fs = std::filesystem;

namespace {

std::string ini_of(const std::string& id) {
    return "access_key_id=" + id + "\naccess_key_secret=s-" + id + "\n";
}

// One account whose key is in the file "key".
struct Account {
    Machine machine;
    std::unique_ptr<adapters::KeyProvider> provider = machine.provider(machine.source(Kind::file, "", "key"));
    std::vector<core::KeyNews> news;

    Account() {
        provider->watch([this](const core::KeyNews& one) { news.push_back(one); });
    }
    std::string id() {
        const auto key = tests::run_to_end(machine.context, provider->get());
        return key ? key->access_key_id : "none";
    }
    // After a change has had its second of quiet.
    std::string id_soon() {
        id();
        machine.clock.pass(1s);
        return id();
    }
    bool refused(const std::string& id) {
        ports::Credentials key;
        key.access_key_id = id;
        key.access_key_secret = core::Secret("s-" + id);
        return tests::run_to_end(machine.context, provider->refused(key));
    }
};

}  // namespace

TEST_CASE("a key that was rotated is picked up, whichever way its file was replaced") {
    Account account;
    CHECK(account.id() == "none");
    account.machine.write("key", ini_of("first"));
    CHECK(account.id() == "first");
    CHECK(account.id() == "first");
    account.machine.write("key", ini_of("second"));
    CHECK(account.id() == "first");
    CHECK(account.id_soon() == "second");
    account.machine.write("new", ini_of("third"));
    fs::rename(account.machine.folder.path() / "new", account.machine.folder.path() / "key");
    CHECK(account.id_soon() == "third");
    REQUIRE(account.news.size() == 4);
    CHECK(account.news[0].what == core::KeyNews::What::failed);
    CHECK(account.news[1].what == core::KeyNews::What::restored);
    CHECK(account.news[2].what == core::KeyNews::What::changed);
    CHECK(account.news[2].before == "fi****");
    CHECK(account.news[2].state.key_id == "sec****");
    CHECK(account.news[3].what == core::KeyNews::What::changed);
}

TEST_CASE("a file that cannot be read any more takes no key away, and that is told once") {
    Account account;
    account.machine.write("key", ini_of("first"));
    CHECK(account.id() == "first");
    for (int times = 0; times < 5; ++times) {
        account.machine.write("key", times % 2 == 0 ? "access_key_id=sec" : "");
        CHECK(account.id_soon() == "first");
    }
    fs::remove(account.machine.folder.path() / "key");
    CHECK(account.id_soon() == "first");
    account.machine.write("key", ini_of("second"), 0644);
    CHECK(account.id_soon() == "first");
    REQUIRE(account.news.size() == 1);
    CHECK(account.news[0].what == core::KeyNews::What::failed);
    CHECK(account.news[0].state.problem.ends_with("has no access_key_secret"));
    CHECK(account.provider->key_state().problem.find("can be read by others") != std::string::npos);
    CHECK(account.provider->key_state().key_id == "fi****");
    REQUIRE(::chmod((account.machine.folder.path() / "key").c_str(), 0600) == 0);
    CHECK(account.id_soon() == "second");
    CHECK(account.provider->key_state().problem.empty());
    REQUIRE(account.news.size() == 3);
    CHECK(account.news[1].what == core::KeyNews::What::restored);
    CHECK(account.news[2].what == core::KeyNews::What::changed);
}

TEST_CASE("a refused key has the file read at once, and says whether there is another one") {
    Account account;
    account.machine.write("key", ini_of("first"));
    CHECK(account.id() == "first");
    CHECK(!account.refused("first"));
    account.machine.write("key", ini_of("second"));
    CHECK(account.refused("first"));
    CHECK(account.id() == "second");
    CHECK(account.refused("first"));  // a call that was under way all the time
    CHECK(!account.refused("second"));
}
