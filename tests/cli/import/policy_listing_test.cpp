#include "cli/import/policy_listing.hpp"

#include "cli/import/taking_over.hpp"
#include "cli/tables/exit_code.hpp"
#include "fakes/unasked_cloud.hpp"
#include "simulation/virtual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <deque>
#include <optional>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

using Policies = ports::Answer<ports::CloudPolicyPage>;
using Attached = ports::Answer<ports::AttachedDesktopPage>;
using Desktops = ports::Answer<ports::DesktopPage>;

core::CloudPolicy policy(const char* id, const char* name) {
    core::CloudPolicy made;
    made.id = id;
    made.name = name;
    made.cron = "0 0 2 ? * *";
    made.status = "Normal";
    made.disk_type = "ALL";
    return made;
}

template <class Page>
ports::Answer<Page> refusal(core::ErrorClass kind) {
    core::Error error;
    error.kind = kind;
    return {error, std::nullopt};
}

// Answers what it was told to, in order, and keeps what it was asked and when.
class ScriptedCloud final : public ports::CloudPolicies, public tests::UnaskedCloud {
public:
    explicit ScriptedCloud(const ports::Clock& clock) : clock_(clock) {}

    boost::asio::awaitable<Policies> describe_policies(std::string token) override {
        asked("policies " + token);
        co_return taken(policies);
    }
    boost::asio::awaitable<Attached> describe_attached(std::string id, std::string token) override {
        asked(id + " " + token);
        co_return taken(attached);
    }
    boost::asio::awaitable<Desktops> describe_desktops(ports::DesktopQuery query) override {
        asked("desktops " + query.next_token);
        co_return taken(desktops);
    }

    std::deque<Policies> policies;
    std::deque<Attached> attached;
    std::deque<Desktops> desktops;
    std::vector<std::string> questions;
    std::vector<core::SteadyTime> times;

private:
    template <class Answer>
    static Answer taken(std::deque<Answer>& answers) {
        Answer answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
    void asked(std::string question) {
        questions.push_back(std::move(question));
        times.push_back(clock_.steady_now());
    }

    const ports::Clock& clock_;
};

class NoChance final : public ports::Random {
public:
    std::uint64_t next() override { return 0; }
};

struct Stage {
    void answer_policies(std::vector<core::CloudPolicy> all, std::string next = "") {
        cloud.policies.push_back({ports::CloudPolicyPage{std::move(all), std::move(next)}, std::nullopt});
    }
    void answer_attached(std::vector<core::AttachedDesktop> all, std::string next = "") {
        cloud.attached.push_back({ports::AttachedDesktopPage{std::move(all), std::move(next)}, std::nullopt});
    }
    core::Result<cli::SitePolicies> list(const cli::PolicyQuestion& question = {}, core::SiteLimits limits = {}) {
        std::optional<core::Result<cli::SitePolicies>> result;
        auto on_end = [&](std::exception_ptr, core::Result<cli::SitePolicies> listed) {
            result.emplace(std::move(listed));
        };
        cli::PacedReads reads(clock, random, limits);
        boost::asio::co_spawn(clock.context(), cli::list_policies(site, cloud, cloud, reads, question), on_end);
        while (!result && time.step(core::SteadyTime{std::chrono::hours{1}})) {
        }
        REQUIRE(result);
        return std::move(*result);
    }

    core::SiteId site{"main", "cn-hangzhou"};
    simulation::VirtualTime time{core::WallTime{}};
    simulation::VirtualClock clock{time};
    ScriptedCloud cloud{clock};
    NoChance random;
};

core::Fleet one_site() {
    return {core::FleetSite{{"main", "cn-hangzhou"}, {}, {}}};
}

}  // namespace

TEST_CASE("policies and their desktops are read page by page, no faster than the limit, each policy once") {
    Stage stage;
    stage.answer_policies({policy("sp-1", "a"), policy("sp-2", "b")}, "p2");
    stage.answer_policies({policy("sp-2", "b")});
    stage.answer_attached({{"ecd-1", "", ""}}, "d2");
    stage.answer_attached({{"ecd-2", "", ""}});
    stage.answer_attached({});
    const auto listed = stage.list({}, {2, 32});
    REQUIRE(listed.has_value());
    REQUIRE(listed->policies.size() == 2);
    CHECK(listed->policies[0].cloud.id == "sp-1");
    CHECK(listed->policies[0].desktops.size() == 2);
    CHECK(listed->policies[1].desktops.empty());
    CHECK(stage.cloud.questions == std::vector<std::string>{"policies ", "policies p2", "sp-1 ", "sp-1 d2", "sp-2 "});
    for (std::size_t call = 1; call < stage.cloud.times.size(); ++call)
        CHECK(stage.cloud.times[call] - stage.cloud.times[call - 1] >= 500ms);
}

TEST_CASE("of policies that nobody wants nothing but the name is read") {
    Stage stage;
    stage.answer_policies({policy("sp-1", "a"), policy("sp-2", "b"), policy("sp-3", "c")});
    stage.answer_attached({{"ecd-1", "", ""}});
    stage.answer_attached({{"ecd-2", "", ""}});
    const auto listed = stage.list({{"b", "sp-3"}});
    CHECK(listed->policies.size() == 2);
    CHECK(listed->others.size() == 1);
    CHECK(stage.cloud.questions == std::vector<std::string>{"policies ", "sp-2 ", "sp-3 "});
}

TEST_CASE("a page that fails for the moment is asked for again; one that does not pass leaves nothing of the site") {
    Stage stage;
    stage.cloud.policies.push_back(refusal<ports::CloudPolicyPage>(core::ErrorClass::throttled));
    stage.answer_policies({policy("sp-1", "a"), policy("sp-2", "b")});
    stage.answer_attached({{"ecd-1", "", ""}}, "d2");
    stage.cloud.attached.push_back(refusal<ports::AttachedDesktopPage>(core::ErrorClass::temporary));
    stage.answer_attached({{"ecd-2", "", ""}});
    stage.cloud.attached.push_back(refusal<ports::AttachedDesktopPage>(core::ErrorClass::permission));
    const auto listed = stage.list();
    REQUIRE(listed.has_error());
    CHECK(listed.error().kind == core::ErrorClass::permission);
    CHECK(stage.cloud.questions ==
          std::vector<std::string>{"policies ", "policies ", "sp-1 ", "sp-1 d2", "sp-1 d2", "sp-2 "});
}

TEST_CASE("where conditions are wanted the whole fleet is read too, and what they say is used") {
    Stage stage;
    stage.answer_policies({policy("sp-1", "a")});
    stage.answer_attached({{"ecd-1", "", ""}, {"ecd-2", "", ""}});
    core::Desktop one, two;
    one.id = "ecd-1";
    two.id = "ecd-2";
    stage.cloud.desktops.push_back({ports::DesktopPage{{two, one}, ""}, std::nullopt});
    cli::PolicyQuestion question;
    question.selection = cli::Selection::conditions;
    std::vector<core::Result<cli::SitePolicies>> answers{stage.list(question)};
    REQUIRE(answers[0].has_value());
    CHECK(answers[0].value().fleet.size() == 2);
    const auto result = cli::take_over(one_site(), std::move(answers), {});
    REQUIRE(result.policies.size() == 1);
    REQUIRE(result.policies[0].condition);
    CHECK(result.policies[0].condition->kind == core::ConditionKind::region);
}

TEST_CASE("exit codes: good, partly, none; names that are taken are avoided and it is said") {
    const auto site = [](std::vector<core::FoundPolicy> policies) {
        cli::SitePolicies made;
        made.policies = std::move(policies);
        return core::Result<cli::SitePolicies>(std::move(made));
    };
    const auto found = [](const char* name, std::vector<core::AttachedDesktop> desktops,
                          const char* cron = "0 0 2 ? * *") {
        core::FoundPolicy made{{"main", "cn-hangzhou"}, policy("sp-1", name), std::move(desktops)};
        made.cloud.cron = cron;
        return made;
    };
    core::Fleet two = one_site();
    two.push_back({{"main", "cn-shanghai"}, {}, {}});
    core::Error down;
    using Answers = std::vector<core::Result<cli::SitePolicies>>;

    const auto good =
        cli::take_over(two, Answers{site({found("nightly", {{"ecd-1", "", ""}})}), site({})}, {"nightly"});
    CHECK(cli::exit_code_of(good) == cli::exit_good);
    CHECK(good.policies[0].name == "nightly-2");
    REQUIRE(good.policies[0].differences.size() == 1);
    CHECK(good.policies[0].differences[0].kind == core::DifferenceKind::renamed);

    const auto empty = cli::take_over(two, Answers{site({found("nightly", {})}), site({})}, {});
    CHECK(cli::exit_code_of(empty) == cli::exit_good);
    CHECK(empty.left_out.size() == 1);

    const auto torn = cli::take_over(two, Answers{site({found("n", {{"ecd-1", "", ""}}, "0 0")}), site({})}, {});
    CHECK(cli::exit_code_of(torn) == cli::exit_partly);
    const auto half = cli::take_over(two, Answers{site({found("nightly", {{"ecd-1", "", ""}})}), down}, {});
    CHECK(cli::exit_code_of(half) == cli::exit_partly);
    CHECK(half.policies.size() == 1);
    CHECK(half.failed[0].site.region == "cn-shanghai");
    CHECK(cli::exit_code_of(cli::take_over(two, Answers{down, down}, {})) == cli::exit_not_good);
}
