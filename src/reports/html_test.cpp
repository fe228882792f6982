#include "reports/html.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace dmp::reports {
namespace {

TEST(Html, EscapesTextAndAttributes) {
  Html html;
  html.element("p", "<script>alert('x')</script> & \"more\"", {{"title", "a\" onload=\"b"}});
  EXPECT_EQ(html.take(), "<p title=\"a&quot; onload=&quot;b\">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;</p>\n");
}

TEST(Html, ReplacesControlCharacters) {
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(escaped("tab\tline\n"), "tab\tline\n");
}

TEST(Html, LeavesOutEmptyAttributesButNotAnEmptyAlt) {
  Html html;
  html.shape("img", {{"alt", ""}, {"class", ""}});
  EXPECT_EQ(html.take(), "<img alt=\"\"/>");
}

TEST(Html, RefusesToBeTakenWithOpenElements) {
  Html html;
  html.open("p");
  EXPECT_THROW(html.take(), core::InternalError);
  EXPECT_THROW(Html().close(), core::InternalError);
}

TEST(Html, LinksOnlyWebAddresses) {
  Html html;
  html.linked_text("See https://example.org/a?b=1&c=2. Not javascript:alert(1), not \"https\".");
  EXPECT_EQ(html.take(),
            "See <a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b=1&amp;c=2</a>. "
            "Not javascript:alert(1), not &quot;https&quot;.");
}

TEST(Html, MakesAnchorsWithoutBlanksAndEncodesThemInLinks) {
  EXPECT_EQ(anchor("rate:X1:2023/24:drug=Spice & co"), "rate:X1:2023/24:drug=Spice_&_co");
  EXPECT_EQ(fragment("rate:X1:2023/24:drug=Spice & co"), "#rate:X1:2023/24:drug=Spice_%26_co");
  EXPECT_EQ(fragment("caf\xC3\xA9 50%"), "#caf%C3%A9_50%25");
}

}  // namespace
}  // namespace dmp::reports
