#include "core/text/shared_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <thread>
#include <vector>

using ecdsnap::core::SharedText;

TEST_CASE("a shared text is the size of a pointer, and an empty one holds nothing") {
    static_assert(sizeof(SharedText) == sizeof(void*));
    const SharedText none;
    CHECK(none.empty());
    CHECK(none.view().empty());
    CHECK(none == SharedText{""});
    CHECK(none == "");
}

TEST_CASE("copies share the characters and outlive what they were copied from") {
    SharedText copy;
    {
        const SharedText text = std::string("ecd-gx2x1dhsmucyy0001");
        copy = text;
        CHECK(copy.view().data() == text.view().data());
    }
    CHECK(copy == "ecd-gx2x1dhsmucyy0001");
    const SharedText moved = std::move(copy);
    CHECK(moved.size() == 21);
}

TEST_CASE("a shared text assigned to itself stays") {
    SharedText text = "office-1";
    const SharedText& same = text;
    text = same;
    CHECK(text == "office-1");
}

TEST_CASE("shared texts compare by their characters, with zero bytes and with other kinds of text") {
    const SharedText one = "a";
    const SharedText other = std::string("a\0b", 3);
    CHECK(one < other);
    CHECK(other == std::string_view("a\0b", 3));
    CHECK(one == std::string("a"));
    CHECK("a" == one);
    CHECK(one != "b");
    CHECK(one < std::string("b"));
    CHECK(one + "-1" == "a-1");
    CHECK(std::string("1-") + one == "1-a");
    CHECK(fmt::format("{:>3}", one) == "  a");
}

TEST_CASE("a text takes the other's place only when it is the same") {
    const SharedText known = "ecd-1";
    SharedText listed = "ecd-1";
    listed.share_with(known);
    CHECK(listed.view().data() == known.view().data());
    listed.share_with(SharedText{"ecd-2"});
    CHECK(listed == "ecd-1");
}

TEST_CASE("a text may be shared by threads") {
    const SharedText text = "shared by several";
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([text] {
            for (int turn = 0; turn < 10'000; ++turn) {
                SharedText copy = text;
                CHECK_MESSAGE(copy.size() == 17, "the copy is whole");
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(text == "shared by several");
}
