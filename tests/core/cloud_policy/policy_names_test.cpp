#include "core/cloud_policy/policy_names.hpp"

#include "core/policy/policy_name.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace ecdsnap::core;

TEST_CASE("a name of the cloud's becomes the nearest name of ours") {
    struct Row {
        const char* cloud;
        const char* ours;
    };
    for (const Row& row :
         {Row{"nightly", "nightly"}, Row{"Nightly_Backup:2", "nightly-backup-2"}, Row{"--a.b--c--", "a-b-c"},
          Row{"7pm", "cloud-7pm"}, Row{"true", "cloud-true"}, Row{"每日备份", "sp-3e3bmfcdkjfl1"},
          Row{"研发 A组", "a-sp-3e3bmfcdkjfl1"}, Row{"", "sp-3e3bmfcdkjfl1"},
          Row{"a-name-of-more-than-forty-characters-in-all", "a-name-of-more-than-forty-characters-in"}}) {
        CAPTURE(row.cloud);
        CHECK(policy_name_from(row.cloud, "sp-3e3bmfcdkjfl1") == row.ours);
    }
    CHECK(policy_name_from("每", "？") == "cloud-policy");
}

TEST_CASE("names that would be alike get their region, and then a number") {
    const auto names = policy_names({{"nightly", "sp-1", "cn-hangzhou"},
                                     {"Nightly", "sp-2", "cn-shanghai"},
                                     {"NIGHTLY", "sp-3", "cn-shanghai"},
                                     {"weekly", "sp-4", "cn-hangzhou"}},
                                    {});
    CHECK(names ==
          std::vector<std::string>{"nightly-cn-hangzhou", "nightly-cn-shanghai", "nightly-cn-shanghai-2", "weekly"});
    CHECK(policy_names({{"weekly", "sp-4", "cn-hangzhou"}}, {"weekly", "weekly-2"}) ==
          std::vector<std::string>{"weekly-3"});
}

TEST_CASE("whatever the cloud calls its policies, our names are good and all different") {
    std::mt19937 random{7};
    const std::string alphabet = "aAzZ09-_: .\xe7\xa0\x94\n";
    std::vector<NameWish> wishes;
    for (int count = 0; count < 3000; ++count) {
        NameWish wish{"", "sp-" + std::to_string(random() % 50), random() % 2 == 0 ? "cn-hangzhou" : "ap-southeast-1"};
        for (auto length = random() % 60; length > 0; --length)
            wish.cloud_name += alphabet[random() % alphabet.size()];
        wishes.push_back(std::move(wish));
    }
    std::set<std::string, std::less<>> seen{"taken"};
    for (const std::string& name : policy_names(wishes, seen)) {
        CAPTURE(name);
        CHECK_FALSE(check_policy_name(name));
        CHECK(seen.insert(name).second);
    }
}
