#include "cli/probe/audit_trail.hpp"

#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace ecdsnap;
using cli::caller_text;

TEST_CASE("who calls is told with the number, with the name where there is one, and with who logged in behind sudo") {
    const tests::TemporaryFolder folder;
    const auto login = folder.path() / "loginuid";
    const auto logged_in = [&](const std::string& text) { std::ofstream(login) << text; };
    CHECK(caller_text(0, login) == "root");
    CHECK(caller_text(3'999'999'999U, login) == "uid 3999999999");
    logged_in("3999999998");
    CHECK(caller_text(0, login) == "root, login uid 3999999998");
    CHECK(caller_text(3'999'999'998U, login) == "uid 3999999998");
    logged_in("0");
    CHECK(caller_text(3'999'999'999U, login) == "uid 3999999999, login uid 0 (root)");
    for (const char* nobody : {"4294967295", "", "none"}) {
        logged_in(nobody);
        CHECK(caller_text(0, login) == "root");
    }
}
