"""Acts that start together."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(acts) -> list:
    """What each act gave or raised, all started together on connections of their own."""

    def run(act):
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]
