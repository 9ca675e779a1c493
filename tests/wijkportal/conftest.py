import pytest

from tests.wijkportal import checkouts


@pytest.fixture
def new_checkout():
    """Return a function that copies the checkout, for a User if given; the copies go with all their processes."""
    made = []

    def make(as_user=None):
        made.append(checkouts.make_checkout(checkouts.reachable_directory(), as_user))
        return made[-1]

    yield make
    for checkout in made:
        checkout.remove()


@pytest.fixture(scope="module")
def checkout():
    """Return one copy of the checkout for all tests of a module: its database is made only once."""
    checkout = checkouts.make_checkout(checkouts.reachable_directory())
    yield checkout
    checkout.remove()


@pytest.fixture(scope="session")
def somebody():
    """Return another User; skipped when we cannot act as one, or no Python with our packages is within its reach."""
    user = checkouts.find_somebody()
    if not user:
        pytest.skip("only root can act as another user, who must be able to reach a Python and our packages")
    return user
