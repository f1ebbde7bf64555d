#include "adapters/control/history_json.hpp"
#include "adapters/control/status_json.hpp"
#include "fakes/fake_daemon.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>
#include <string>

using namespace ecdsnap;

namespace {

// The golden file is the schema that scripts rely on: a change here is a change for them.
std::string golden(const char* name) {
    std::ifstream file(std::string(ECDSNAP_SOURCE_DIR "/tests/adapters/control/golden/") + name);
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("the status is shown whole") {
    CHECK(adapters::status_json(tests::sample_status()).dump(2) + "\n" == golden("status.json"));
}

TEST_CASE("a line of history is shown whole") {
    const auto entries = tests::sample_history();
    CHECK(adapters::history_entry_json(entries.front()).dump(2) + "\n" == golden("history_entry.json"));
}

TEST_CASE("what is not there yet is null") {
    const auto entries = tests::sample_history();
    const auto waiting = adapters::history_entry_json(entries[4]);
    for (const char* key : {"outcome", "snapshot_id", "snapshot_name", "settled_at", "accepted_at", "detail"}) {
        INFO(key);
        CHECK(waiting["task"][key].is_null());
    }
    CHECK(waiting["task"]["reason"] == "spread");
    CHECK(adapters::history_entry_json(entries[5])["task"].is_null());
}
