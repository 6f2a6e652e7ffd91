"""Two customers on one number, and an agent who writes without saying to whom."""

from .asking import asks, to
from .desks import R1, SHOP
from .story import Story


class Scene:
    """Lea Roy (#101) and Max (#102) both wrote to Ana, who has one number."""

    def __init__(self, story: Story) -> None:
        self.story, self.ana = story, story.agent("Ana")
        self.lea, self.max = story.customer(1), story.customer(2)
        self.lea.signs("Lea Roy", SHOP, "My chain broke")
        self.max.signs("Max", SHOP, "How many bells are left?")
        story.nobody_hears()

    def asked(self, *texts: str, base: int = 1, behind: int = 0) -> list[tuple[str, str]]:
        """What Ana's phone shows when she is asked about `texts`."""
        options = (to(102, "Max"), to(101, "Lea Roy"))
        more = {"base": base, "behind": behind, "parts": len(texts)}
        words = asks(self.ana, "which", "\n".join(texts), *options, **more)
        return [(R1, words)]

    def said(self, key: str, text: str) -> tuple[str, str]:
        return (R1, self.ana.words(key, q=text))

    def nothing_sent(self) -> bool:
        return self.story.nobody_hears(self.lea, self.max)
