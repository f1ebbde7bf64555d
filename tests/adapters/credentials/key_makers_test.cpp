// The metadata service, a credentials URI, a program: what they are asked, and what their answers mean.
#include "adapters/credentials/key_json.hpp"
#include "adapters/credentials/sts_request.hpp"
#include "adapters/credentials/user_machine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace ecdsnap;
using tests::Kind;
using tests::Machine;

namespace {

const std::string good =
    R"({"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"se","SecurityToken":"to","Expiration":"2026-11-24T06:00:00Z"})";
const std::string roles = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";

std::string header(const ports::WebRequest& request, const std::string& name) {
    for (const auto& [key, value] : request.headers)
        if (key == name) return value;
    return "";
}

// An instance whose metadata service answers these; what is not listed is answered with 404.
struct Instance {
    Machine machine;
    int token_status = 200;
    int with_token_status = 200;  // of the GETs that carry one
    std::vector<std::pair<std::string, std::string>> pages{{roles, " backup \n"}, {roles + "backup", good}};

    Instance() {
        machine.web.answer = [this](const ports::WebRequest& request) {
            if (request.method == "PUT") return tests::web_answer(token_status, "tok\n");
            const bool has_token = header(request, "X-aliyun-ecs-metadata-token") == "tok";
            if (has_token && with_token_status != 200) return tests::web_answer(with_token_status, "");
            for (const auto& [url, body] : pages)
                if (url == request.url) return tests::web_answer(200, body);
            return tests::web_answer(404, "");
        };
    }
    std::string id(const std::string& role = "") {
        const auto key = machine.get(machine.source(Kind::metadata, role));
        return key ? key->access_key_id : key.error().message;
    }
    std::vector<std::string> asked() {
        std::vector<std::string> all;
        for (const auto& request : machine.web.requests)
            all.push_back(request.method + " " + request.url.substr(request.url.find("/latest")));
        machine.web.requests.clear();
        return all;
    }
};

}  // namespace

TEST_CASE("the metadata service gives a token, the role's name and its key, and never through a proxy") {
    Instance instance;
    CHECK(instance.id() == "STS.a");
    const auto& requests = instance.machine.web.requests;
    REQUIRE(requests.size() == 3);
    CHECK(header(requests[0], "X-aliyun-ecs-metadata-token-ttl-seconds") == "21600");
    CHECK(header(requests[1], "X-aliyun-ecs-metadata-token") == "tok");
    for (const auto& request : requests) {
        CHECK(request.way == ports::WebRequest::Way::direct);
        CHECK(request.connect == std::chrono::seconds{1});
        CHECK(request.whole == std::chrono::seconds{1});
    }
    CHECK(instance.asked() == std::vector<std::string>{"PUT /latest/api/token",
                                                       "GET /latest/meta-data/ram/security-credentials/",
                                                       "GET /latest/meta-data/ram/security-credentials/backup"});
    CHECK(instance.id("backup") == "STS.a");
    CHECK(instance.asked().size() == 2);
    instance.machine.environment.variables["ALIBABA_CLOUD_ECS_METADATA"] = "backup";
    CHECK(instance.id() == "STS.a");
    CHECK(instance.asked().size() == 2);
}

TEST_CASE("without a token it is asked as before there were any, unless that is forbidden") {
    for (const auto& [token_status, with_token] : {std::pair{404, 200}, std::pair{200, 403}}) {
        Instance instance;
        instance.token_status = token_status;
        instance.with_token_status = with_token;
        CHECK(instance.id() == "STS.a");
        instance.machine.environment.variables["ALIBABA_CLOUD_IMDSV1_DISABLED"] = "TRUE";
        CHECK(instance.id() != "STS.a");
    }
}

TEST_CASE("what is wrong with the metadata service") {
    const std::string who = "no key: the metadata service of ECS (100.100.100.200) ";
    Instance instance;
    instance.pages[0].second = "../../x";
    CHECK(instance.id() == who + "names no RAM role: '../../x'");
    instance.pages.erase(instance.pages.begin());
    CHECK(instance.id() == who + "knows no RAM role of this instance");
    CHECK(instance.id("other") == who + "answered with HTTP status 404");
    for (const auto& [body, problem] : {std::pair<std::string, std::string>{"<html>", "answered no JSON object"},
                                        {R"({"Code":"Failed"})", "answered with code 'Failed'"},
                                        {R"({"AccessKeyId":"a"})", "answered with code (none)"},
                                        {R"({"Code":"Success","AccessKeyId":"a","AccessKeySecret":"hush"})",
                                         "answered with a key that has no SecurityToken"}}) {
        instance.pages[0] = {roles + "backup", body};
        CHECK(instance.id("backup") == "no key: the metadata service of ECS " + problem);
    }
    instance.machine.environment.variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
    CHECK(instance.id() == "no key: the metadata service is forbidden by ALIBABA_CLOUD_ECS_METADATA_DISABLED=true");
    CHECK(Machine().get({Kind::metadata, "", ""}).error().message == who + "does not answer: no route");
}

TEST_CASE("a credentials URI answers with a key, with or without a code") {
    const auto id_of = [](int status, std::string body) {
        Machine machine;
        machine.web.answer = [&](const ports::WebRequest&) { return tests::web_answer(status, body); };
        const auto key = machine.get(machine.source(Kind::uri, "https://keys.example/k?token=hush"));
        return key ? key->access_key_id : key.error().message;
    };
    CHECK(id_of(200, good) == "STS.a");
    CHECK(
        id_of(200,
              R"({"AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c","Expiration":"2026-11-24T06:00:00Z"})") ==
        "a");
    CHECK(id_of(200, R"({"Code":"Gone"})") == "no key: the credentials URI answered with code 'Gone'");
    CHECK(id_of(200, R"({"AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c"})") ==
          "no key: the credentials URI answered with a key that has no readable Expiration");
    CHECK(id_of(500, "x") == "no key: the credentials URI answered with HTTP status 500");
}

TEST_CASE("a program prints a key; its arguments are its own, and what it says when it fails is told") {
    Machine machine;
    auto& programs = machine.programs;
    programs.output = R"({"mode":"AK","access_key_id":"a","access_key_secret":"b"})";
    const auto id = [&](const std::string& command) {
        const auto key = machine.get(machine.source(Kind::process, command));
        return key ? key->access_key_id : key.error().message;
    };
    CHECK(id("/bin/key 'a b' $HOME") == "a");
    CHECK(programs.requests.back().argv == std::vector<std::string>{"/bin/key", "a b", "$HOME"});
    CHECK(programs.requests.back().limit == std::chrono::seconds{60});
    const std::string who = "no key: the program /bin/key ";
    programs.output = R"({"mode":"StsToken","access_key_id":"a","access_key_secret":"hush"})";
    CHECK(id("/bin/key") == who + "printed a key that has no sts_token");
    programs.output = "hush";
    CHECK(id("/bin/key") == who + "printed no JSON object");
    programs.output = R"({"mode":"Bearer"})";
    CHECK(id("/bin/key") == who + "printed a key of mode 'Bearer' (modes are AK and StsToken)");
    programs.exit_code = 3;
    programs.errors = "no network\nsecond line";
    CHECK(id("/bin/key") == who + "ended with exit code 3: no network");
    programs.broken = true;
    CHECK(id("/bin/key") == who + "cannot be started: No such file or directory");
    CHECK(id("'") == "no key: the command line of the program has a quote without its end");
    machine.environment.variables["ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"] = "1";
    programs.requests.clear();
    CHECK(id("/bin/key") ==
          "no key: the program would ask a program or a URI, which ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids");
    CHECK(programs.requests.empty());
}

TEST_CASE("a foreign answer that is nested deeply costs no stack, and what is hidden may look like what hides it") {
    const std::size_t deep = 400'000;
    CHECK(adapters::parse_object("{\"a\":" + std::string(deep, '[') + std::string(deep, ']') + "}") != nullptr);
    ports::HttpAnswer answer;
    answer.status = 400;
    answer.body = R"({"Code": "Odd*", "Message": "a * b ** c"})";
    const auto refusal = adapters::sts_refusal(answer, {"*", "**"});
    CHECK(refusal.problem.find("a ***") != std::string::npos);
}
