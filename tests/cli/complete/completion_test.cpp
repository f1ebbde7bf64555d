#include "cli/complete/completion.hpp"

#include "cli/option_table/option_table.hpp"

#include <CLI/CLI.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <optional>

using namespace ecdsnap;

namespace {

// A small program with one of each kind.
struct Program {
    CLI::App app{"about", "tool"};
    std::string text;
    std::vector<std::string> list;
    bool flag = false;

    Program() {
        app.add_option("--config", text, "a file")->type_name("FILE");
        app.add_flag("--json", flag, "JSON; instead of text");
        app.fallthrough();
        auto* show = app.add_subcommand("show", "Shows it: all of it");
        show->add_option("what", text, "this")->type_name("POLICY");
        show->add_option("--kind", text, "which")->type_name("KIND")->check(CLI::IsMember({"one", "other"}));
        show->add_option("--part", list, "several")->type_name("PART")->allow_extra_args(false);
        show->add_option("--watch", text, "again")->type_name("TIME")->expected(0, 1)->default_str("2s");
        show->footer("Examples:\n  tool show");
        app.add_subcommand("shut", "Ends it");
        app.add_subcommand("secret", "")->group("");
    }
};

std::string words(const std::vector<std::string>& typed) {
    const Program program;
    std::string text;
    for (const auto& each : cli::completion_of(program.app, typed).words)
        text += (text.empty() ? "" : " ") + each.word;
    return text;
}

cli::Completion value(const std::vector<std::string>& typed) {
    const Program program;
    return cli::completion_of(program.app, typed);
}

}  // namespace

TEST_CASE("completion: commands, then options and values, by the table of options") {
    CHECK(words({}) == "show shut");
    CHECK(words({"sho"}) == "show");
    CHECK(words({"x"}) == "");
    CHECK(words({"--"}) == "--help --config --json");
    CHECK(words({"show", "--"}) == "--help --kind --part --watch --config --json");
    CHECK(words({"--json", "show", "--j"}) == "");
    CHECK(words({"show", "--part", "a", "--p"}) == "--part");
    CHECK(words({"show", "--kind", ""}) == "one other");
    CHECK(words({"show", "--kind=ot"}) == "--kind=other");
    CHECK(words({"show", "--kind", "=", "ot"}) == "other");
    CHECK(words({"show", "--kind", "="}) == "one other");
    CHECK(words({"show", "--kind", "one", "--k"}) == "");
    CHECK(words({"shut", ""}) == "--help --config --json");
    CHECK(words({"nonsense", "--wa"}) == "");
}

TEST_CASE("completion: what kind of value stands there, and what was typed before") {
    CHECK(value({"show", "ni"}).value == "POLICY");
    CHECK(value({"show", "ni"}).typed == "ni");
    CHECK(value({"show", "nightly", ""}).value == "");
    CHECK(value({"show", "--part", ""}).value == "PART");
    CHECK(value({"--config=a.yaml", "show", ""}).config == "a.yaml");
    const auto file = value({"--config", "b.yaml", "show", "--config=x"});
    CHECK(file.config == "b.yaml");
    CHECK(file.value == "FILE");
    CHECK(file.before_value == "--config=");
    CHECK(file.typed == "x");
    CHECK(value({"show", "--watch", ""}).value == "TIME");
    CHECK(value({"show", "--watch", "--json", "ni"}).value == "POLICY");
}

TEST_CASE("completion: descriptions are short") {
    CHECK(value({"sho"}).words.at(0).description == "Shows it");
    CHECK(value({"--j"}).words.at(0).description == "JSON");
}

TEST_CASE("the table of options has each option as the parser knows it") {
    const Program program;
    const auto table = nlohmann::json::parse(cli::option_table_json(program.app));
    CHECK(table["name"] == "tool");
    REQUIRE(table["commands"].size() == 2);
    const auto& show = table["commands"][0];
    CHECK(show["footer"] == "Examples:\n  tool show");
    const auto& options = show["options"];
    REQUIRE(options.size() == 5);
    CHECK(options[1]["positional"] == "what");
    CHECK(options[1]["value"] == "POLICY");
    CHECK(options[2]["choices"] == nlohmann::json{"one", "other"});
    CHECK(options[3]["repeated"] == true);
    CHECK(options[4]["optional_value"] == true);
    CHECK(options[4]["default"] == "2s");
    CHECK(table["options"][2]["value"] == nullptr);
}
